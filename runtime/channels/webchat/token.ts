import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** An anonymous visitor of a chat: who, and which chat of theirs. */
export interface Visitor {
  visitor: string
  chat: string
}

const validForMs = 30 * 24 * 60 * 60 * 1000

/** Makes a token for a new visitor. It says nothing about them, and nobody else can make one. */
export function newVisitor(key: string, now: number): Visitor & { token: string } {
  const visitor = randomBytes(16).toString('base64url')
  const chat = randomBytes(16).toString('base64url')
  const body = `v1.${visitor}.${chat}.${now}`
  return { visitor, chat, token: `${body}.${mac(key, body)}` }
}

/** Reads a token, or nothing when it was not made here or is too old. */
export function visitorOf(key: string, token: string, now: number): Visitor | undefined {
  const parts = /^(v1\.([\w-]{22})\.([\w-]{22})\.(\d{1,15}))\.([\w-]{43})$/.exec(token)
  const [, body = '', visitor = '', chat = '', issued = '', given = ''] = parts ?? []
  const expected = mac(key, body)
  if (!parts || !timingSafeEqual(Buffer.from(given), Buffer.from(expected))) return undefined
  const age = now - Number(issued)
  return age <= validForMs && age >= -300_000 ? { visitor, chat } : undefined
}

function mac(key: string, body: string): string {
  return createHmac('sha256', key).update(`webchat:${body}`).digest('base64url')
}
