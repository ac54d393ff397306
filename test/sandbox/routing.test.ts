import { describe, expect, test } from 'vitest'
import { findRoute } from '../../src/sandbox/routing.js'
import { call, connectifHeaders, json, notifuseHeaders, open } from './client.js'

describe('findRoute', () => {
  test('an address is one segment below contacts, still encoded', () => {
    expect(findRoute('PATCH', '/connectif/contacts/a%2Fb%40example.com')).toEqual({
      to: 'write',
      api: 'connectif',
      rest: 'a%2Fb%40example.com',
    })
  })

  test('a bare slash in an address leads nowhere', () => {
    expect(findRoute('PATCH', '/connectif/contacts/a/b@example.com')).toEqual({
      to: 'nowhere',
      api: 'connectif',
    })
    expect(findRoute('PATCH', '/connectif/contacts/')).toEqual({ to: 'nowhere', api: 'connectif' })
  })

  test('a bare question mark ends the address', () => {
    expect(findRoute('PATCH', '/connectif/contacts/a?b@example.com')).toMatchObject({ rest: 'a' })
  })

  test('the field schema is found with and without its last slash', () => {
    const route = { to: 'fields', api: 'connectif', query: '' }
    expect(findRoute('GET', '/connectif/contact-fields')).toEqual(route)
    expect(findRoute('GET', '/connectif/contact-fields/?page=2')).toEqual({ ...route, query: 'page=2' })
  })

  test('what belongs to the sandbox alone lies below one prefix', () => {
    expect(findRoute('GET', '/_sandbox/contacts?api=notifuse')).toEqual({
      to: 'control',
      path: 'contacts',
      query: 'api=notifuse',
    })
  })
})

test("an unknown path is a 404 in the API's own form", async () => {
  const sandbox = await open()
  const notifuse = await call(`${sandbox.notifuseUrl}/contacts.delete`, {
    method: 'POST',
    headers: notifuseHeaders,
  })
  expect(notifuse.status).toBe(404)
  expect(json(notifuse)).toEqual({ statusCode: 404, error: 'Not Found' })
  const connectif = await call(`${sandbox.connectifUrl}/coupons`, { headers: connectifHeaders })
  expect(connectif.status).toBe(404)
  expect(json(connectif)).toEqual({ status: 404, title: 'Not Found', detail: 'Not Found' })
  expect((await call(`${sandbox.url}/other`)).status).toBe(404)
})

test('a wrong method is a 405 that names the right one', async () => {
  const sandbox = await open()
  const get = await call(`${sandbox.notifuseUrl}/contacts.upsert`, { headers: notifuseHeaders })
  expect([get.status, get.headers.allow]).toEqual([405, 'POST'])
  const url = `${sandbox.connectifUrl}/contacts/ana%40example.com`
  const put = await call(url, { method: 'PUT', headers: connectifHeaders, body: '{}' })
  expect([put.status, put.headers.allow]).toEqual([405, 'PATCH'])
  const post = await call(`${sandbox.connectifUrl}/contact-fields/`, {
    method: 'POST',
    headers: connectifHeaders,
  })
  expect([post.status, post.headers.allow]).toEqual([405, 'GET'])
  expect(sandbox.store.connectif.contacts.size).toBe(0)
})
