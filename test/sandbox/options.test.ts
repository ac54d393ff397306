import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { parseSandboxOptions } from '../../src/sandbox/sandbox.js'

test('everything may be left out', () => {
  expect(parseSandboxOptions({})).toMatchObject({
    port: 0,
    host: '127.0.0.1',
    limits: [],
    faults: [],
    store: true,
    validate: true,
    notifuse: { invalid: 'failed' },
    connectif: { fields: [], unknownFields: 'accept' },
  })
})

test('limits and faults are taken as typed and as rules', () => {
  const options = parseSandboxOptions({
    limits: ['fixed:calls=40,per=1s', { kind: 'none', api: 'connectif' }],
    faults: ['reset-after:every=10', { fault: 'latency', ms: 5 }],
  })
  expect(options.limits).toMatchObject([
    { kind: 'fixed', calls: 40, perMs: 1000 },
    { kind: 'none', api: 'connectif' },
  ])
  expect(options.faults).toEqual([
    { fault: 'reset-after', every: 10 },
    { fault: 'latency', ms: 5 },
  ])
})

test.each<[object, string]>([
  [{ port: 70_000 }, 'sandbox: port: '],
  [{ host: '0.0.0.0' }, 'sandbox: host: '],
  [{ ports: 1 }, 'sandbox: Unrecognized key: "ports"'],
  [
    { connectif: { fields: [{ id: '9', type: 'text' }] } },
    'sandbox: connectif.fields.0.id: cannot be the id',
  ],
  [{ faults: ['reset-aftr'] }, 'fault "reset-aftr": there is no fault "reset-aftr".'],
  [{ faults: [{ fault: 'latency', ms: -1 }] }, 'fault: ms: '],
  [{ limits: [{ kind: 'fixed' }] }, 'limit: needs calls and per'],
])('%j is a usage error that says where', (options, message) => {
  expect(() => parseSandboxOptions(options)).toThrow(UsageError)
  expect(() => parseSandboxOptions(options)).toThrow(message)
})
