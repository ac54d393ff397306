import { describe, expect, it } from 'vitest'
import { type TransformName, transformNames, transforms } from '../../../src/mapping/values/transforms.js'

describe('transforms', () => {
  it.each<[TransformName, string, string]>([
    ['trim', ' a  b\u00a0', 'a  b'],
    ['collapse', '  a \t b\n', 'a b'],
    ['lowercase', 'ÉCOLE', 'école'],
    ['uppercase', 'straße', 'STRASSE'],
    ['capitalize', "JEAN-LUC o'neil éva", "Jean-Luc O'Neil Éva"],
    ['digits', 'A-12 34€', '1234'],
  ])('%s makes %j into %j', (name, text, changed) => {
    expect(transforms[name](text)).toBe(changed)
  })

  it('all have a name that a mapping can say', () => {
    expect([...transformNames].sort()).toEqual(Object.keys(transforms).sort())
  })
})
