import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { pathShortener } from '../../../src/cli/ui/short-path.js'

const inside = join(process.cwd(), 'contact-sync-runs', 'r1')

test('on a terminal a path in the working folder is shown from there, any other as it is', () => {
  const shorten = pathShortener(Object.assign(new PassThrough(), { isTTY: true }))
  expect(shorten(inside)).toBe(join('contact-sync-runs', 'r1'))
  expect(shorten(process.cwd())).toBe(process.cwd())
  expect(shorten(resolve('..', 'elsewhere'))).toBe(resolve('..', 'elsewhere'))
})

test('in a log every path is whole', () => {
  expect(pathShortener(new PassThrough())(inside)).toBe(inside)
})
