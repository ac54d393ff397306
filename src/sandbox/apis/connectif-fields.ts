import { z } from 'zod'
import { type Answer, json } from '../answer.js'

/** Types that a custom field of an account can have. */
const fieldTypes = [
  'text',
  'email',
  'phone',
  'date',
  'boolean',
  'integer',
  'decimal',
  'radio',
  'checkbox',
] as const

/** A custom field's id: begins with a letter; `id` is reserved. */
export const fieldId = /^(?!id$)[A-Za-z][A-Za-z0-9\-_[\](){}]{0,149}$/

/** One custom field of the account, as the schema endpoint states it. */
export const customFieldSchema = z.strictObject({
  id: z.string().regex(fieldId, { error: 'cannot be the id of a custom field' }),
  /** The label; the id if left out. */
  name: z.string().optional(),
  type: z.enum(fieldTypes),
  readOnly: z.boolean().default(false),
  required: z.boolean().default(false),
  /** Radio and checkbox: values are option ids. */
  options: z.array(z.strictObject({ id: z.string(), label: z.string() })).optional(),
  maxLength: z.int().min(1).optional(),
  minValue: z.number().optional(),
  maxValue: z.number().optional(),
  minDate: z.string().optional(),
  maxDate: z.string().optional(),
  defaultCountryCode: z.string().optional(),
})
export type CustomField = z.output<typeof customFieldSchema>

/** Values that a system property must be one of. */
export const systemEnums: Readonly<Record<string, readonly string[]>> = {
  _emailStatus: ['active', 'bounced', 'paused', 'banned'],
  _mobilePhoneStatus: ['active', 'bounced', 'paused'],
  _newsletterSubscriptionStatus: ['subscribed', 'unsubscribed', 'none'],
  _smsSubscriptionStatus: ['subscribed', 'unsubscribed', 'none'],
}

/** System properties that can be written, and their types; those with an enum are radio fields. */
export const writableTypes: Readonly<Record<string, string>> = {
  _name: 'text',
  _surname: 'text',
  _birthdate: 'date',
  _mobilePhone: 'phone',
  _points: 'integer',
  _emailStatus: 'radio',
  _mobilePhoneStatus: 'radio',
  _newsletterSubscriptionStatus: 'radio',
  _smsSubscriptionStatus: 'radio',
}

/** System properties that a contact has and nobody can write. */
const readOnlyTypes: Readonly<Record<string, string>> = { _email: 'email', _createdAt: 'date' }

/** Whether a system property exists that cannot be written. */
export function isReadOnly(name: string): boolean {
  return Object.hasOwn(readOnlyTypes, name)
}

function systemField(id: string, type: string, readOnly: boolean): object {
  const options = systemEnums[id]?.map((value) => ({ id: value, label: value }))
  const field = { id, name: id.slice(1), type, custom: false, readOnly, required: id === '_email' }
  return options === undefined ? field : { ...field, options }
}

function wholeSchema(fields: Iterable<CustomField>): object[] {
  const system = [readOnlyTypes, writableTypes].flatMap((types) =>
    Object.entries(types).map(([id, type]) => systemField(id, type, types === readOnlyTypes)),
  )
  return [
    ...system,
    ...[...fields].map((field) => ({ ...field, name: field.name ?? field.id, custom: true })),
  ]
}

/**
 * `GET /contact-fields/`: one page of the account's schema. How the vendor numbers its pages is not documented: follow
 * `links`, which are null at both ends. `url` is the route's absolute URL, without a query.
 */
export function fieldsPage(
  fields: Iterable<CustomField>,
  page: number,
  pageSize: number,
  url: string,
): Answer {
  const all = wholeSchema(fields)
  const last = Math.max(1, Math.ceil(all.length / pageSize))
  const link = (to: number) => (to < 1 || to > last ? null : `${url}?page=${to}`)
  const results = all.slice((page - 1) * pageSize, page * pageSize)
  return json(200, { results, links: { next: link(page + 1), prev: link(page - 1) } })
}
