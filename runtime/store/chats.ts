import type { Choice } from '#sdk'
import type { Db } from './open.ts'

/** One message of a chat, as its visitor sees it. */
export interface ChatMessage {
  seq: number
  id: string
  at: number
  by: 'customer' | 'journey' | 'agent'
  text: string
  choices?: Choice[]
}

/** The messages of one chat after a place, oldest first, without those that are held or given up. */
export async function chatMessages(db: Db, chat: string, after: number, limit: number): Promise<ChatMessage[]> {
  const interactions = db
    .selectFrom('interaction')
    .select('id')
    .where('channel', '=', 'webchat')
    .where('key', '=', chat)
  const rows = await db
    .selectFrom('timeline')
    .select(['seq', 'id', 'at', 'by', 'text', 'json'])
    .where('interaction', 'in', interactions)
    .where('kind', '=', 'message')
    .where('seq', '>', after)
    .where((where) => where.or([where('state', 'is', null), where('state', 'not in', ['held', 'discarded'])]))
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.flatMap(({ json, by, ...row }) => {
    if (by === 'system') return []
    const choices = json === null ? undefined : (JSON.parse(json) as { choices?: Choice[] }).choices
    return [{ ...row, by, ...(choices ? { choices } : {}) }]
  })
}
