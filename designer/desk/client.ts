import type { z } from 'zod'
import {
  CustomerAnswer,
  CustomersAnswer,
  DeskAnswer,
  DeskDoneAnswer,
  HandoffAnswer,
  MergedAnswer,
  RefusalAnswer,
  SeparatedAnswer,
  TimelineAnswer,
} from '#api'
import { t } from '../i18n/t.ts'

/** Why the server did not do what was asked, in a sentence to show. Status 0: it could not be asked. */
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

/** One customer with the newest part of their timeline. */
export const readCustomer = (id: string) => read(`/api/desk/customers/${encodeURIComponent(id)}`, CustomerAnswer)

/** The part of a customer's timeline before a place. */
export const readEarlier = (customer: string, before: number) =>
  read(`/api/desk/customers/${encodeURIComponent(customer)}/timeline?before=${before}`, TimelineAnswer)

/** Says that two customers are one person. The answer says who was merged, which is what separating takes back. */
export const mergeCustomers = (customer: string, other: string, why: string) =>
  command('merge', { id: customer }, { other, why }, MergedAnswer)

/** Says that a merged customer is somebody of their own. */
export const separateCustomer = (customer: string) => command('separate', { id: customer }, {}, SeparatedAnswer)

/** Says that two customers are two people. */
export const sayNotSame = (customer: string, other: string) =>
  command('not-same', { id: customer }, { other }, DeskDoneAnswer)

/** Takes that back. */
export const sayMaybeSame = (customer: string, other: string) =>
  command('maybe-same', { id: customer }, { other }, DeskDoneAnswer)

/** Asks the server to do something about a handoff, a message or an incident. */
export function act(
  what: 'accept' | 'decline' | 'shown' | 'reply' | 'close' | 'unclaimed' | 'in-doubt' | 'incident',
  id: string,
  body: object = {},
  more: Record<string, string> = {},
): Promise<DeskDoneAnswer> {
  return command(what, { id, ...more }, body, DeskDoneAnswer)
}

async function command<T>(what: string, about: Record<string, string>, body: object, schema: z.ZodType<T>): Promise<T> {
  const response = await ask(`/api/desk/${what}?${new URLSearchParams(about)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return schema.parse(await response.json())
}

async function read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse(await (await ask(path)).text(), withoutOverrides))
}

// Characters that turn the direction of what follows: in a customer's words they only serve to deceive.
const overrides = /[\u202a-\u202e\u2066-\u2069]/g

function withoutOverrides(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(overrides, '') : value
}

async function ask(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch(() => {
    throw new Refused(0, t('The server cannot be reached.'))
  })
  if (response.ok) return response
  const refusal = RefusalAnswer.safeParse(await response.json().catch(() => undefined))
  throw new Refused(
    response.status,
    refusal.success ? refusal.data.error.message : t('The server answered {status}.', { status: response.status }),
  )
}
