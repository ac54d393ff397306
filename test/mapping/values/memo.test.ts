import { expect, it } from 'vitest'
import { memoized } from '../../../src/mapping/values/memo.js'

it('a memory of texts asks once for each text and stays bounded', () => {
  let asked = 0
  const length = memoized((text) => {
    asked++
    return text.length
  })
  expect([length('abc'), length('abc')]).toEqual([3, 3])
  expect(asked).toBe(1)
  for (let i = 0; i < 25_000; i++) length(`text ${i}`)
  length('abc')
  expect(asked).toBe(25_002)
})
