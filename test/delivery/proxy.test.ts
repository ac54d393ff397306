import { describe, expect, test } from 'vitest'
import { proxyFor, proxyName } from '../../src/delivery/proxy.js'

const api = new URL('https://api.example.com/v2')

function chosen(env: Record<string, string>, url = api): string | undefined {
  const proxy = proxyFor(url, env)
  return proxy && `${proxy.variable} ${proxyName(proxy)}`
}

describe('the proxy of the environment', () => {
  test.each([
    [{}, undefined],
    [{ HTTPS_PROXY: 'http://p:3128' }, 'HTTPS_PROXY http://p:3128'],
    [{ https_proxy: 'http://small:1', HTTPS_PROXY: 'http://large:1' }, 'https_proxy http://small:1'],
    [{ HTTPS_PROXY: '' }, undefined],
    [{ HTTP_PROXY: 'http://p:3128' }, undefined],
    [{ ALL_PROXY: 'http://p:3128' }, 'ALL_PROXY http://p:3128'],
    [{ HTTPS_PROXY: 'proxy.local:3128' }, 'HTTPS_PROXY http://proxy.local:3128'],
    [{ HTTPS_PROXY: 'https://p' }, 'HTTPS_PROXY https://p'],
  ])('%j gives %s', (env: Record<string, string>, expected) => {
    expect(chosen(env)).toBe(expected)
  })

  test('takes HTTP_PROXY for http alone', () => {
    const env = { HTTP_PROXY: 'http://p:1', HTTPS_PROXY: 'http://q:2' }
    expect(chosen(env, new URL('http://api.example.com'))).toBe('HTTP_PROXY http://p:1')
    expect(chosen(env)).toBe('HTTPS_PROXY http://q:2')
  })

  test.each([
    ['*', true],
    ['api.example.com', true],
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['other.com, EXAMPLE.com', true],
    ['other.com example.com', true],
    ['example.com:443', true],
    ['example.com:8443', false],
    ['ample.com', false],
    ['other.com', false],
    ['', false],
  ])('NO_PROXY=%s goes straight: %s', (no, straight) => {
    expect(chosen({ HTTPS_PROXY: 'http://p:1', NO_PROXY: no }) === undefined).toBe(straight)
  })

  test.each(['2001:db8::1', '[2001:db8::1]', '[2001:db8::1]:8443'])(
    'NO_PROXY=%s knows an IPv6 host',
    (no) => {
      const url = new URL('https://[2001:db8::1]:8443')
      expect(chosen({ HTTPS_PROXY: 'http://p:1', NO_PROXY: no }, url)).toBeUndefined()
      expect(chosen({ HTTPS_PROXY: 'http://p:1', NO_PROXY: '2001:db8::2' }, url)).toBeDefined()
    },
  )

  test.each(['http://127.0.0.1:80', 'http://localhost', 'http://[::1]:80'])(
    'is passed over for %s unless asked',
    (text) => {
      const url = new URL(text)
      expect(chosen({ HTTP_PROXY: 'http://p:1' }, url)).toBeUndefined()
      expect(chosen({ HTTP_PROXY: 'http://p:1', NO_PROXY: '<-loopback>' }, url)).toBe('HTTP_PROXY http://p:1')
    },
  )

  test.each([
    ['socks5://user:s3cret@p:1080', 'the variable HTTPS_PROXY names a proxy of the kind socks5'],
    ['http://user:s3cret@:x', 'the variable HTTPS_PROXY is no URL'],
  ])('%s is refused, and not repeated', (text, said) => {
    const attempt = () => proxyFor(api, { HTTPS_PROXY: text })
    expect(attempt).toThrow(said)
    expect(attempt).not.toThrow('s3cret')
  })

  test('is named without its password', () => {
    const proxy = proxyFor(api, { HTTPS_PROXY: 'http://user:s3cret@p:3128' })
    expect(proxy && proxyName(proxy)).toBe('http://p:3128')
  })
})
