import { describe, expect, it } from 'vitest'
import { Refusal } from '../../../src/mapping/values/coercion.js'
import { listCoercer } from '../../../src/mapping/values/list.js'

describe('list', () => {
  it('trims its items and drops empty ones', () => {
    expect(listCoercer()('a, b,,c ,')).toEqual(['a', 'b', 'c'])
    expect(listCoercer(' | ')('a, b | c')).toEqual(['a, b', 'c'])
  })

  it('keeps a JSON array and refuses other JSON', () => {
    expect(listCoercer()(['a', 1])).toEqual(['a', 1])
    expect(listCoercer()(3)).toEqual(new Refusal('is neither text nor a list'))
  })
})
