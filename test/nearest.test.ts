import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearest, suggestion } from '../src/nearest.js'

describe('the nearest word', () => {
  it.each([
    ['colum', ['column', 'value'], 'column'],
    ['Frist Name', ['Last Name', 'First Name'], 'First Name'],
    ['tpye', ['type', 'transform'], 'type'],
    ['EMAIL', ['e-mail', 'email'], 'email'],
    [' key ', ['key'], 'key'],
    ['es', ['ES', 'EN'], 'ES'],
  ])('to %j of %j is %j', (word, candidates, near) => {
    expect(nearest(word, candidates)).toBe(near)
  })

  it('is none where all are far, and short words are far by one letter', () => {
    expect(nearest('colour', ['value', 'type'])).toBeUndefined()
    expect(nearest('ab', ['ax', 'b', 'abc'])).toBeUndefined()
    expect(nearest('', ['a'])).toBeUndefined()
    expect(nearest('updatedAt', ['createdAt'], 2)).toBeUndefined()
  })

  it('is the word itself wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), fc.string({ minLength: 1 }), (others, word) => {
        const near = nearest(word, [...others, word])
        expect(near?.trim().toLowerCase()).toBe(word.trim().toLowerCase())
      }),
    )
  })

  it('ends a message as a question', () => {
    expect(suggestion('type')).toBe('; did you mean "type"?')
    expect(suggestion(undefined)).toBe('')
  })
})
