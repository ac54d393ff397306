import fc from 'fast-check'
import { notifuse } from '../../../src/targets/notifuse/index.js'
import { conforms } from '../conformance.js'
import { sandboxed } from '../sandboxed.js'

conforms({
  target: notifuse,
  start: sandboxed('notifuse', (sandbox, key) => sandbox.store.notifuse.contacts.get(key)?.profile.firstName),
  apiKey: 'test-key',
  strangeKey: 'another-key',
  keys: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.constantFrom('007', '1e3', '__proto__', 'constructor', 'a/b?c#d%', '"', '\\', '张伟', '-', 'null'),
  ),
  payload: (id, firstName) => ({ id, profile: { $set: { firstName } } }),
})
