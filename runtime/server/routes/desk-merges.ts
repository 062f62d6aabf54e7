import { type Context, Hono } from 'hono'
import { type DeskDoneAnswer, MergeBody, type MergedAnswer, OtherBody, type SeparatedAnswer } from '#api'
import { dismissSuggestion, reopenSuggestion, type Suggested } from '#store/merge-suggestions'
import { type Merged, mergeCustomers, type Unmerged, unmergeCustomer } from '#store/merges'
import { whoStays } from '#store/settle-addresses'
import { type Env, may } from '../may.ts'
import { readBody } from '../read-body.ts'
import { refuse } from '../refuse.ts'
import type { Announce } from './desk-commands.ts'

/** What agents say about who is who: two customers are one person, or they are not. Each can be taken back. */
export function deskMerges(announce: Announce) {
  return new Hono<Env>()
    .post('/api/desk/merge', may('desk'), async (c) => {
      const body = await readBody(c, MergeBody)
      if (!body.ok) return body.response
      const { db } = c.get('deps')
      const { other, why } = body.value
      const pair = await whoStays(db, { one: customerOf(c), other })
      const merged = await mergeCustomers(db, { ...pair, why, ...byAgent(c) })
      if (!merged.ok) return refused(c, merged)
      await told(c, announce, merged.into)
      return c.json({ ok: true, customer: merged.into, merged: pair.from } satisfies MergedAnswer)
    })
    .post('/api/desk/separate', may('desk'), async (c) => {
      const separated = await unmergeCustomer(c.get('deps').db, { customer: customerOf(c), ...byAgent(c) })
      if (!separated.ok) return refused(c, separated)
      await told(c, announce, separated.from)
      return c.json(separated satisfies SeparatedAnswer)
    })
    .post('/api/desk/not-same', may('desk'), (c) => settle(c, announce, dismissSuggestion))
    .post('/api/desk/maybe-same', may('desk'), (c) => settle(c, announce, reopenSuggestion))
}

async function settle(c: Context<Env>, announce: Announce, how: typeof dismissSuggestion) {
  const body = await readBody(c, OtherBody)
  if (!body.ok) return body.response
  const one = customerOf(c)
  const settled = await how(c.get('deps').db, { one, other: body.value.other, ...byAgent(c) })
  if (!settled.ok) return refused(c, settled)
  await told(c, announce, one)
  return c.json({ ok: true } satisfies DeskDoneAnswer)
}

/** Every open desk reads anew, and the driver looks whose turn it is to be written to now. */
async function told(c: Context<Env>, announce: Announce, customer: string) {
  await c.get('deps').driver.spoken([])
  announce({ about: 'timeline', customer, id: customer })
}

const sentences = {
  'customer.unknown': [404, 'Nobody has this id.'],
  'customer.same': [422, 'This is the same customer already.'],
  'merge.cycle': [409, 'This is the same customer already.'],
  'customer.not_merged': [409, 'They are separate already.'],
  'suggestion.unknown': [404, 'Nobody has suggested that they are one person.'],
  'suggestion.dismissed': [409, 'Somebody has said that they are two people.'],
} as const

function refused(c: Context, { code }: Extract<Merged | Unmerged | Suggested, { ok: false }>): Response {
  const [status, sentence] = sentences[code]
  return refuse(c, status, code, sentence)
}

function byAgent(c: Context<Env>): { by: string; at: number } {
  return { by: c.get('actor')?.name ?? '', at: c.get('deps').now() }
}

function customerOf(c: Context<Env>): string {
  return c.req.query('id') ?? ''
}
