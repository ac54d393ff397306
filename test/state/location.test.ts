import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  accountOf,
  identityUrl,
  inputLockPath,
  memoryPath,
  registryFolder,
  stateHome,
} from '../../src/state/location.js'

const identity = { target: 'connectif', baseUrl: 'https://api.connectif.cloud', account: 'name-shop' }

describe('the state folder', () => {
  test.each([
    [{ XDG_STATE_HOME: '/var/state' }, 'linux' as const, '/var/state/contact-sync'],
    [{ XDG_STATE_HOME: 'relative' }, 'linux' as const, join(homedir(), '.local/state/contact-sync')],
    [{ XDG_STATE_HOME: '' }, 'linux' as const, join(homedir(), '.local/state/contact-sync')],
    [{}, 'darwin' as const, join(homedir(), '.local/state/contact-sync')],
    [{ LOCALAPPDATA: '/users/ana/local' }, 'win32' as const, '/users/ana/local/contact-sync'],
    [{ LOCALAPPDATA: '/users/ana/local' }, 'linux' as const, join(homedir(), '.local/state/contact-sync')],
  ])('with %j on %s is %s', (env, platform, expected) => {
    expect(stateHome(env, platform)).toBe(expected)
  })

  test('holds runs and memories apart', () => {
    expect(registryFolder('/state')).toBe('/state/runs')
    expect(memoryPath('/state', identity)).toMatch(
      /^\/state\/memory\/connectif-api\.connectif\.cloud-[0-9a-f]{16}\.mdb$/,
    )
  })
})

describe('the place of a memory', () => {
  test.each([
    ['target', { target: 'notifuse' }],
    ['base URL', { baseUrl: 'https://api.connectif.cloud/v2' }],
    ['account', { account: 'name-shop-2' }],
  ])('is another for another %s', (_, change) => {
    expect(memoryPath('/state', { ...identity, ...change })).not.toBe(memoryPath('/state', identity))
  })

  test('is a plain file name also for an address', () => {
    const path = memoryPath('/state', { ...identity, baseUrl: 'http://[::1]:8080' })
    expect(path).toMatch(/^\/state\/memory\/connectif-[\w.-]+\.mdb$/)
  })

  test('is the same with and without a slash at the end of the base URL', () => {
    const [one, other] = ['https://api.example.com/v2/', 'https://api.example.com/v2'].map((url) =>
      identityUrl(new URL(url)),
    )
    expect(one).toBe(other)
  })
})

describe('the account', () => {
  test('is the name that was given', () => {
    expect(accountOf('secret', 'shop')).toBe('name-shop')
  })

  test('else follows from the API key and does not tell it', () => {
    expect(accountOf('secret-key', undefined)).toMatch(/^key-[0-9a-f]{16}$/)
    expect(accountOf('secret-key', undefined)).toBe(accountOf('secret-key', undefined))
    expect(accountOf('secret-key', undefined)).not.toBe(accountOf('secret-kez', undefined))
    expect(accountOf('secret', 'key-0123456789abcdef')).not.toMatch(/^key-/)
  })
})

test('an input has one lock for each target and base URL', () => {
  const of = { target: 'notifuse', baseUrl: 'https://a.example.com', inputDigest: 'abc' }
  const paths = [
    of,
    { ...of, target: 'connectif' },
    { ...of, baseUrl: 'https://b.example.com' },
    { ...of, inputDigest: 'abd' },
  ].map((one) => inputLockPath('/state', one))
  expect(new Set(paths).size).toBe(4)
  expect(inputLockPath('/state', { ...of })).toBe(paths[0])
})
