import fc from 'fast-check'
import { connectif } from '../../../src/targets/connectif/index.js'
import { conforms } from '../conformance.js'
import { sandboxed } from '../sandboxed.js'

const local = fc.string({
  unit: fc.constantFrom(...'abcXYZ019+/?#%&=;,.!$\'*"\\~{}|^`éß张'),
  minLength: 1,
  maxLength: 20,
})

conforms({
  target: connectif,
  start: sandboxed('connectif', (sandbox, key) => sandbox.store.connectif.contacts.get(key)?._name),
  apiKey: 'id:secret',
  strangeKey: 'other:key',
  keys: fc.oneof(
    local.map((name) => `${name}@example.com`),
    fc.emailAddress(),
    fc.constantFrom(
      'a+b@example.com',
      'a/../b@example.com',
      '..@example.com',
      'ü@exämple.com',
      '%2F@example.com',
    ),
  ),
  payload: (_email, firstName) => ({ _name: firstName }),
})
