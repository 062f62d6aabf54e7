import type { z } from 'zod'
import { CustomerAnswer, CustomersAnswer, DeskAnswer, HandoffAnswer, RefusalAnswer } from '#api'

/** Why the server did not do what was asked, in a sentence to show. */
export class Refused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What waits for a person. */
export const readDesk = () => read('/api/desk', DeskAnswer)

/** The whole context of one handoff. */
export const readHandoff = (id: string) => read(`/api/desk/handoff?${new URLSearchParams({ id })}`, HandoffAnswer)

/** Customers by name or address. */
export const findCustomers = (q: string) => read(`/api/desk/customers?${new URLSearchParams({ q })}`, CustomersAnswer)

/** One customer with their whole timeline. */
export const readCustomer = (id: string) => read(`/api/desk/customers/${encodeURIComponent(id)}`, CustomerAnswer)

/** Asks the server to do something about a handoff, a message or an incident. */
export async function act(
  what: string,
  id: string,
  body: object = {},
  more: Record<string, string> = {},
): Promise<void> {
  const query = new URLSearchParams({ id, ...more })
  await ask(`/api/desk/${what}?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await (await ask(path)).json())
}

async function ask(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch(() => {
    throw new Refused(0, 'The server cannot be reached. Trying again…')
  })
  if (response.ok) return response
  const refusal = RefusalAnswer.safeParse(await response.json().catch(() => undefined))
  throw new Refused(
    response.status,
    refusal.success ? refusal.data.error.message : `The server answered ${response.status}.`,
  )
}
