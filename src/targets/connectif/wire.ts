import { z } from 'zod'

/** Calls that the vendor grants a whole account: all keys, all methods together. */
export const accountRate = { calls: 100, perMs: 60_000 } as const

/** A patched or created contact: any JSON object accounts for it, since the address need not come back. */
export const contactAnswer = z.record(z.string(), z.unknown())

/** HttpError, and the 422's form. Bodies may be absent or not JSON. */
export const errorAnswer = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
  validationErrors: z
    .array(z.object({ path: z.unknown().optional(), reason: z.unknown().optional() }))
    .optional(),
})

/** `GET /contact-fields/`: only that it is the list is looked at. */
export const fieldsAnswer = z.object({ results: z.array(z.unknown()) })
