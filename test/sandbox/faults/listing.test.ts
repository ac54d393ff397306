import { expect, test } from 'vitest'
import { type Distortion, distort, type Listing } from '../../../src/sandbox/faults/listing.js'

test.each<[Distortion, Partial<Listing>]>([
  ['missing', { inserted: ['a'] }],
  ['foreign', { inserted: ['a', 'foreign-0'] }],
  ['repeated', { inserted: ['a', 'b', 'b'] }],
  ['not-string', { inserted: ['a', null] }],
  ['contradictory', { inserted: ['a', 'b'], failed: ['b'] }],
])('%s', (distortion, changed) => {
  const listing: Listing = { inserted: ['a', 'b'], updated: ['c'], failed: [] }
  distort(listing, 'b', distortion, 0)
  expect(listing).toEqual({ inserted: ['a', 'b'], updated: ['c'], failed: [], ...changed })
})

test('each kind of value that is no string has its turn', () => {
  const listing: Listing = { inserted: ['a', 'b', 'c', 'd', 'e', 'f'], updated: [], failed: [] }
  for (const [n, id] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) distort(listing, id, 'not-string', n)
  expect(listing.inserted).toEqual([null, 42, { id: 'x' }, true, ['x'], null])
})

test('a contact that failed is listed as inserted too', () => {
  const listing: Listing = { inserted: [], updated: [], failed: ['a'] }
  distort(listing, 'a', 'contradictory', 0)
  expect(listing).toEqual({ inserted: ['a'], updated: [], failed: ['a'] })
})

test('an id that is not listed stays so', () => {
  const listing: Listing = { inserted: ['a'], updated: [], failed: [] }
  distort(listing, 'b', 'repeated', 0)
  expect(listing).toEqual({ inserted: ['a'], updated: [], failed: [] })
})
