/** The value types that a mapping can declare. */
export const valueTypes = [
  'string',
  'integer',
  'number',
  'boolean',
  'date',
  'datetime',
  'email',
  'phone',
  'list',
  'json',
] as const
export type ValueType = (typeof valueTypes)[number]
