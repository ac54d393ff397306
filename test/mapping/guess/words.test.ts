import { describe, expect, it } from 'vitest'
import { languageOf, readName, wordsOf } from '../../../src/mapping/guess/words.js'

describe('the name of a column', () => {
  it.each([
    ['N° Client', ['n', 'client']],
    ['firstName', ['first', 'name']],
    ['FECHA_NAC.', ['fecha', 'nac']],
    ["Centres d'intérêt", ['centres', 'd', 'interet']],
    ['名前', ['名前']],
    ['---', []],
  ])('%j is the words %j', (name, words) => {
    expect(wordsOf(name)).toEqual(words)
  })

  it.each([
    ['First Name', 'firstName'],
    ['Prénom', 'firstName'],
    ['Nombre', 'firstName'],
    ['NOM', 'lastName'],
    ['apellidos', 'lastName'],
    ['E-mail', 'email'],
    ['Correo electrónico', 'email'],
    ['Courriel', 'email'],
    ['Teléfono móvil', 'mobile'],
    ['Tél.', 'phone'],
    ['DOB', 'birthdate'],
    ['Fecha de nacimiento', 'birthdate'],
    ['Date de naissance', 'birthdate'],
    ['created_at', 'createdAt'],
    ['Acepta publicidad', 'newsletter'],
    ['Ville', 'city'],
    ['País', 'country'],
    ['Langue', 'language'],
    ['Puntos', 'points'],
    ['Nombre de commandes', 'orders'],
    ['address.city', 'city'],
    ['profile.firstName', 'firstName'],
  ])('%j says for sure: %s', (name, concept) => {
    expect(readName(name)).toEqual({ concept, sure: true })
  })

  it.each([
    ['Work email', 'email'],
    ['Customer phone number', 'phone'],
    ['Email opt in', 'newsletter'],
    ['Signup date (UTC)', 'createdAt'],
  ])('%j says in a part of it: %s', (name, concept) => {
    expect(readName(name)?.concept).toBe(concept)
  })

  it.each(['Notes', 'nombre de points de vente', 'x', '', 'mailing'])(
    '%j says nothing of a first name',
    (name) => {
      expect(readName(name)?.concept).not.toBe('firstName')
    },
  )

  it('tells the language of the file, together with the others', () => {
    expect(languageOf(['Nombre', 'Apellidos', 'Email'])).toBe('es')
    expect(languageOf(['Nom', 'Prénom', 'Ville'])).toBe('fr')
    expect(languageOf(['Name', 'City'])).toBe('en')
  })
})
