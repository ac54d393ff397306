import { z } from 'zod'

/** Contacts in one call, at most (vendor's documentation of `contacts.upsert`). */
export const maxContactsPerCall = 50

/**
 * The answer of `contacts.upsert`. The vendor documents three arrays of ids, but not that every id comes back,
 * nor that every entry of `failed` is a usable string: entries are judged one by one.
 */
export const upsertAnswer = z.object({
  inserted: z.array(z.unknown()).optional(),
  updated: z.array(z.unknown()).optional(),
  failed: z.array(z.unknown()).optional(),
})

/** The body of an error; both texts are optional, and gateways answer HTML instead. */
export const errorAnswer = z.object({
  statusCode: z.number().optional(),
  error: z.string().optional(),
  message: z.string().optional(),
})
