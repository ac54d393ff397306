import { isJsonObject } from '../../../src/json.js'
import type { Dialect, NoSuchField, TargetField } from '../../../src/mapping/dialect.js'
import { unfitName } from '../../../src/mapping/field-names.js'
import { type FieldRule, textRule, textThat } from '../../../src/mapping/field-rules.js'
import { emailProblem } from '../../../src/mapping/values/email.js'
import { unfitForKey } from '../../../src/mapping/values/key-text.js'
import type { Vocabulary } from '../../../src/mapping/vocabulary.js'

const rules: ReadonlyMap<string, FieldRule> = new Map([
  ['name', textRule('Full name.')],
  [
    'country',
    textThat('Two capital letters.', (text) => /^[A-Z]{2}$/.test(text), 'is not two capital letters'),
  ],
])

/** Sets a field. The documented ones have rules; others are the account's own, of any JSON type but objects. */
function setField(name: string): TargetField | NoSuchField {
  const unfit = unfitName(name)
  if (unfit !== undefined) return { problem: unfit }
  const check = (value: unknown) => (isJsonObject(value) ? 'is an object' : undefined)
  return { name, path: ['set', name], replayable: true, check, ...rules.get(name) }
}

/** Adds a number to a field: sent twice, it is added twice. */
function addField(name: string): TargetField | NoSuchField {
  const unfit = unfitName(name)
  if (unfit !== undefined) return { problem: unfit }
  const check = (value: unknown) => (typeof value === 'number' ? undefined : 'is not a number')
  return {
    name: `add.${name}`,
    path: ['add', name],
    type: 'number',
    replayable: false,
    clearable: false,
    check,
  }
}

/** The words for `init`, which guesses a mapping. */
const vocabulary: Vocabulary = {
  keys: ['email'],
  field: (concept) => {
    if (concept === 'fullName') return { at: ['set'], name: 'name' }
    return concept === 'country' ? { at: ['set'], name: 'country', codes: 'country' } : undefined
  },
  named: () => undefined,
  custom: (_column, words) => ({ at: ['set'], name: words.join('_') }),
}

/** What Postbird's members.import takes. */
export const postbirdDialect: Dialect = {
  keyNames: ['email'],
  keyLabel: 'email',
  addsUp: true,
  checkKey: (email) => emailProblem(email) ?? unfitForKey(email),
  base: (email) => ({ email }),
  sections: [
    { at: ['set'], single: false, option: 'set', names: [...rules.keys()], field: setField },
    { at: ['add'], single: false, option: 'add', names: [], field: addField },
  ],
  implicitField: (column) =>
    column.startsWith('add.') ? addField(column.slice('add.'.length)) : setField(column),
  native: () => undefined,
  vocabulary,
  check: () => undefined,
}
