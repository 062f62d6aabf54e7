import { z } from 'zod'

/** What every refused request answers: a code to act on (`noun.problem`) and a sentence to show. */
export const RefusalAnswer = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
})

export type RefusalAnswer = z.output<typeof RefusalAnswer>
