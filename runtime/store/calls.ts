import type { Choice, MessageSend } from '#sdk'
import { arrivalOf } from './arrivals.ts'
import { interactionOf } from './conversations.ts'
import { openHandoff } from './handoffs.ts'
import type { Db } from './open.ts'
import { settleEffect } from './outbox.ts'
import { liveRuns } from './runs.ts'

/** How a call stands with the journeys of its conversation. */
export interface CallStanding {
  is: 'journey' | 'offered' | 'with_agent' | 'ended'
  queue?: string
  language?: string
}

/** The interaction of a call, by the provider's id of it. */
export async function interactionOfCall(
  db: Db,
  call: string,
): Promise<{ id: string; conversation: string; closedAt: number | null } | undefined> {
  return interactionOf(db, 'voice', call, [])
}

/** Whether a journey, a queue, an agent or nobody has the caller now. */
export async function standingOf(db: Db, call: string): Promise<CallStanding> {
  const interaction = await interactionOfCall(db, call)
  const runs = interaction ? await liveRuns(db, interaction.conversation) : []
  const [newest] = runs
  if (!interaction || !newest) return { is: 'ended' }
  const customer = await db
    .selectFrom('customer')
    .select('language')
    .where('id', '=', newest.customer)
    .executeTakeFirst()
  const language = customer?.language ? { language: customer.language } : {}
  if (runs.some((run) => run.connected !== null)) return { is: 'with_agent', ...language }
  const offered = runs.find((run) => run.waiting.some((wait) => wait.role === 'offer'))
  if (!offered) return { is: 'journey', ...language }
  const handoff = await openHandoff(db, offered.id)
  const row =
    handoff && (await db.selectFrom('handoff').select('queue').where('id', '=', handoff.id).executeTakeFirst())
  return { is: 'offered', ...(row ? { queue: row.queue } : {}), ...language }
}

/** A question a call was asked last, and where it waits for the answer. */
export interface AskedQuestion {
  run: string
  node: string
  text: string
  choices?: Choice[]
  /** Whether the wait has a time limit. */
  timed: boolean
}

/** What a call was asked last and has not answered. */
export async function questionOf(db: Db, call: string): Promise<AskedQuestion | undefined> {
  const interaction = await interactionOfCall(db, call)
  if (!interaction) return undefined
  for (const run of await liveRuns(db, interaction.conversation)) {
    const node = run.waiting.find((wait) => wait.asked === 'voice' && wait.role === null)?.node
    if (node === undefined) continue
    const said = await db
      .selectFrom('outbox')
      .select('json')
      .where('customer', '=', run.customer)
      .where('status', '=', 'sent')
      .where('run', '=', run.id)
      .where('node', '=', node)
      .where('channel', '=', 'voice')
      .where('type', '=', 'message.send')
      .orderBy('seq', 'desc')
      .executeTakeFirst()
    if (!said) continue
    const { text, choices } = JSON.parse(said.json) as MessageSend
    const timer = await db
      .selectFrom('timer')
      .select('due')
      .where('run', '=', run.id)
      .where('id', '=', `${node}.time`)
      .executeTakeFirst()
    return { run: run.id, node, text, ...(choices ? { choices } : {}), timed: timer !== undefined }
  }
  return undefined
}

/** What a step of a call was answered with. */
export async function givenAnswer(db: Db, call: string, step: string): Promise<string | undefined> {
  return (await arrivalOf(db, answerKey(call, step)))?.answer ?? undefined
}

/** Keeps a step's answer and marks its effects as spoken, both or neither. An answer given before stays. */
export async function giveAnswer(
  db: Db,
  call: string,
  step: string,
  answer: string,
  effects: readonly string[],
  at: number,
): Promise<string> {
  return db.transaction().execute(async (tx) => {
    const before = await givenAnswer(tx, call, step)
    if (before !== undefined) return before
    const row = {
      key: answerKey(call, step),
      at,
      channel: 'voice',
      status: 'accepted' as const,
      run: null,
      route: 'answer',
      answer,
    }
    await tx
      .insertInto('arrival')
      .values({ ...row, event: null, error: null })
      .execute()
    for (const id of effects) await settleEffect(tx, id, { status: 'sent', at })
    return answer
  })
}

function answerKey(call: string, step: string): string {
  return `voice:${call}:answer:${step}`
}
