import { z } from 'zod'
import type { Choice, MessageReceived } from '#sdk'
import { json, notNow, refuse } from '../answer.ts'
import type { ChannelDeps, Endpoint } from '../channel.ts'
import { rawBody, utf8 } from '../raw-body.ts'
import { words } from '../words.ts'
import { allowed, preflight, type WebchatSettings } from './origins.ts'
import { rate } from './rate.ts'
import { chatStream } from './stream.ts'
import { newVisitor, type Visitor, visitorOf } from './token.ts'

/** One message of a chat, as its visitor sees it. */
export interface ChatEntry {
  /** Grows with every message of the store; a stream goes on after it. */
  seq: number
  id: string
  at: number
  by: 'customer' | 'journey' | 'agent'
  text: string
  choices?: Choice[]
}

/** What the chat needs besides the usual. */
export interface WebchatDeps extends ChannelDeps {
  /** The messages of one chat after a place, oldest first. Messages that are held or given up are not among them. */
  timeline(chat: string, afterSeq: number, limit: number): Promise<ChatEntry[]>
  /** Calls back whenever some timeline may have grown, so that nobody waits for the next look. */
  onChange(listener: () => void): () => void
}

/** The visitor behind a request, and the headers its answer carries. */
export interface Visit extends Visitor {
  headers: Record<string, string>
}

const Message = z.strictObject({
  id: z.string().regex(/^[\w-]{8,64}$/),
  text: z.string().max(10_000),
  choice: z.string().min(1).max(120).optional(),
})

const messageLimit = 64 * 1024

/** `POST /channels/webchat/sessions`, `POST …/messages`, `GET …/stream`, and `OPTIONS` for each. */
export function webchat(
  settings: WebchatSettings,
  deps: WebchatDeps,
): Record<'sessions' | 'messages' | 'stream' | 'options', Endpoint> {
  const starts = rate({ burst: 20, everyMs: 10_000 })
  const messages = rate({ burst: 10, everyMs: 2_000 })
  const streams = new Map<string, number>()
  const { key } = settings.webchat

  /** Checks the page and the token, and answers the refusal when they do not fit. */
  const visit = (request: Request): Visit | Response => {
    const headers = allowed(request, settings)
    if (key === undefined) return refuse(deps.log, 404, 'webchat.off', 'The chat is off: no key is set for it.')
    if (!headers) return refuse(deps.log, 403, 'webchat.origin', 'This site may not use the chat.')
    const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
    const visitor = visitorOf(key, token, deps.now())
    if (!visitor)
      return withHeaders(refuse(deps.log, 401, 'webchat.token', 'The token is missing, wrong or too old.'), headers)
    return { ...visitor, headers }
  }

  return {
    options: async (request) => preflight(request, settings),
    async sessions(request, peer = 'unknown') {
      const headers = allowed(request, settings)
      if (key === undefined) return refuse(deps.log, 404, 'webchat.off', 'The chat is off: no key is set for it.')
      if (!headers) return refuse(deps.log, 403, 'webchat.origin', 'This site may not use the chat.')
      if (!starts.take(peer, deps.now())) return tooFast(deps, headers)
      await rawBody(request, messageLimit)
      return json(201, { token: newVisitor(key, deps.now()).token }, headers)
    },
    async messages(request) {
      const visitor = visit(request)
      if (visitor instanceof Response) return visitor
      if (!messages.take(visitor.visitor, deps.now())) return tooFast(deps, visitor.headers)
      return withHeaders(await receive(request, visitor, deps), visitor.headers)
    },
    async stream(request) {
      const visitor = visit(request)
      if (visitor instanceof Response) return visitor
      const open = streams.get(visitor.visitor) ?? 0
      if (open >= 6) return tooFast(deps, visitor.headers)
      streams.set(visitor.visitor, open + 1)
      return chatStream(request, visitor, deps, () => {
        const left = (streams.get(visitor.visitor) ?? 1) - 1
        if (left > 0) streams.set(visitor.visitor, left)
        else streams.delete(visitor.visitor)
      })
    },
  }
}

async function receive(request: Request, { visitor, chat }: Visitor, deps: ChannelDeps): Promise<Response> {
  const bytes = await rawBody(request, messageLimit)
  if (bytes === 'too_large') return refuse(deps.log, 413, 'webchat.too_large', 'The message is too long.')
  const message = parse(bytes)
  if (!message)
    return refuse(deps.log, 400, 'webchat.malformed', 'A message is { id, text, choice? }.', { size: bytes.byteLength })
  const { id, text, choice } = message
  const event: MessageReceived = {
    type: 'message.received',
    channel: 'webchat',
    at: deps.now(),
    text: words(text),
    proof: 'proved',
    ...(choice ? { choice } : {}),
  }
  const answer = JSON.stringify({ status: 'accepted', id })
  try {
    const ingested = await deps.ingest({
      // The chat is part of the name: two visitors may choose the same id.
      dedupeKey: `webchat:${chat}:${id}`,
      event,
      channel: 'webchat',
      // The token proves that it is the same visitor as before, not who they are.
      identity: { address: `webchat:${visitor}`, proof: 'proved' },
      interaction: { key: chat, direction: 'in' },
      answer,
    })
    deps.log.info({ channel: 'webchat', status: ingested.status, size: text.length }, 'A chat message was taken in.')
    return json(202, JSON.parse(ingested.status === 'duplicate' ? (ingested.answer ?? answer) : answer))
  } catch (error) {
    return notNow(deps.log, error, { channel: 'webchat' })
  }
}

function parse(bytes: Uint8Array): z.output<typeof Message> | undefined {
  try {
    const message = Message.safeParse(JSON.parse(utf8(bytes) ?? ''))
    return message.success && (message.data.text.trim() !== '' || message.data.choice !== undefined)
      ? message.data
      : undefined
  } catch {
    return undefined
  }
}

function tooFast(deps: ChannelDeps, headers: Record<string, string>): Response {
  return withHeaders(refuse(deps.log, 429, 'webchat.too_fast', 'Too much at once. Wait a moment.'), {
    ...headers,
    'retry-after': '5',
  })
}

function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}
