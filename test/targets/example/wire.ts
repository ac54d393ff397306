import { z } from 'zod'

/** Members in one call, at most. */
export const maxMembersPerCall = 20

/** `{"results": [{"email", "result", "why"?}]}`, in any order. */
export const importAnswer = z.object({
  results: z.array(
    z.object({
      email: z.string(),
      result: z.enum(['created', 'changed', 'rejected']),
      why: z.string().optional(),
    }),
  ),
})

/** `{"error": "…"}`; gateways answer with something else. */
export const errorAnswer = z.object({ error: z.string() })
