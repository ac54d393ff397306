import type { z } from 'zod'
import { UsageError } from '../errors.js'

/** An option's value from its text. Throws UsageError that names the option and repeats the text. */
export function readText<T>(option: string, schema: z.ZodType<T, string>, text: string): T {
  const result = schema.safeParse(text)
  if (result.success) return result.data
  throw new UsageError(`${option}: ${JSON.stringify(text)} ${result.error.issues[0]?.message ?? 'is wrong'}`)
}
