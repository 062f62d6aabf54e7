import { z } from 'zod'
import { type ExternalEvent, type JsonObject, refusals } from '#sdk'
import { json, notNow, refuse } from '../answer.ts'
import type { ChannelDeps, Endpoint, Identity } from '../channel.ts'
import { rawBody, utf8 } from '../raw-body.ts'
import type { ChannelSettings } from '../settings.ts'
import { displayName } from '../words.ts'
import { standardSignature } from './standard-signature.ts'

const Body = z.strictObject({
  /** What happened, as `noun.past`. The runtime's own events come only from its own channels. */
  type: z
    .string()
    .max(120)
    .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/),
  customer: z
    .strictObject({
      id: z.string().min(1).max(200).optional(),
      email: z.email().max(320).optional(),
      phone: z.e164().optional(),
      name: z.string().min(1).max(200).optional(),
    })
    .optional(),
  data: z.record(z.string(), z.json()).optional(),
  at: z.iso.datetime({ offset: true }).optional(),
})

/** Event types that only the runtime's own channels and desk may report. */
const reserved =
  /^(message|call|agent|context|fact|node|effect|xstate|timer|stage|done|error)\.|^customer\.(left|asked_for_agent)$/

/** `POST /channels/webhook/:endpoint`: another system's event, signed by Standard Webhooks. */
export function webhook(settings: Pick<ChannelSettings, 'webhooks'>, deps: ChannelDeps): Endpoint {
  return async (request) => {
    const endpoint = new URL(request.url).pathname.split('/').at(-1) ?? ''
    const known = Object.hasOwn(settings.webhooks, endpoint) ? settings.webhooks[endpoint] : undefined
    if (!known) return refuse(deps.log, 404, 'webhook.unknown', 'No endpoint with a secret has this name.')
    const bytes = await rawBody(request)
    if (bytes === 'too_large') return refuse(deps.log, 413, 'webhook.too_large', 'The body is over 1 MB.', { endpoint })
    const signature = standardSignature(known.secrets, request.headers, bytes)
    if (signature !== 'valid') {
      const fields = { endpoint, signature, size: bytes.byteLength }
      return refuse(deps.log, 401, 'webhook.unsigned', 'The signature is missing, stale or wrong.', fields)
    }
    const body = parse(bytes)
    if (typeof body === 'string')
      return refuse(deps.log, 400, 'webhook.malformed', body, { endpoint, size: bytes.byteLength })
    const id = request.headers.get('webhook-id') ?? ''
    const identities = identitiesOf(body.customer)
    if (identities.length === 0) return setAside(deps, endpoint, id, body)
    return accept(deps, { endpoint, id, body, identities })
  }
}

type Reported = z.output<typeof Body>

function parse(bytes: Uint8Array): Reported | string {
  let input: unknown
  try {
    input = JSON.parse(utf8(bytes) ?? '')
  } catch {
    return 'The body is not JSON.'
  }
  if (refusals(input).length > 0) return 'The body nests too deeply or has a key that is refused.'
  const body = Body.safeParse(input)
  if (!body.success) {
    const where = body.error.issues.map((issue) => issue.path.join('.') || issue.code)
    return `The body does not fit the schema at: ${where.join(', ').slice(0, 300)}.`
  }
  if (reserved.test(body.data.type)) return 'This event type is reserved.'
  return body.data
}

/** Who it is about: by the other system's id for them first. A signed system's word is proof. */
function identitiesOf(customer: Reported['customer']): Identity[] {
  const found: Identity[] = []
  const name = displayName(customer?.name)
  if (customer?.id) found.push({ address: `customer:${customer.id}`, proof: 'proved', ...name })
  if (customer?.email) found.push({ address: `mailto:${customer.email.toLowerCase()}`, proof: 'proved', ...name })
  if (customer?.phone) found.push({ address: `tel:${customer.phone}`, proof: 'proved', ...name })
  return found
}

async function accept(deps: ChannelDeps, { endpoint, id, body, identities }: Accepting): Promise<Response> {
  const [identity, ...also] = identities
  // Timers count from when an event is taken in; when it happened over there is part of what was said about it.
  const happened: JsonObject = body.at === undefined ? {} : { at: body.at }
  const event: ExternalEvent = { type: body.type, at: deps.now(), data: { ...happened, ...body.data } }
  const answer = JSON.stringify({ status: 'accepted' })
  const dedupeKey = `webhook:${endpoint}:${id}`
  try {
    const ingested = await deps.ingest({ dedupeKey, event, channel: 'webhook', identity, also, answer })
    deps.log.info({ endpoint, id, type: body.type, status: ingested.status }, 'An event was taken in.')
    if (ingested.status === 'duplicate') return json(202, JSON.parse(ingested.answer ?? answer))
    return json(202, { status: 'accepted' })
  } catch (error) {
    return notNow(deps.log, error, { endpoint, id })
  }
}

interface Accepting {
  endpoint: string
  id: string
  body: Reported
  identities: Identity[]
}

async function setAside(deps: ChannelDeps, endpoint: string, id: string, body: Reported): Promise<Response> {
  const text = `${body.type} ${JSON.stringify(body.data ?? {})}`.slice(0, 10_000)
  try {
    const dedupeKey = `webhook:${endpoint}:${id}`
    await deps.setAside({
      dedupeKey,
      channel: 'webhook',
      at: deps.now(),
      reason: 'webhook.no_customer',
      from: endpoint,
      text,
    })
    deps.log.info({ endpoint, id, type: body.type }, 'An event without a customer was set aside.')
    return json(202, { status: 'accepted' })
  } catch (error) {
    return notNow(deps.log, error, { endpoint, id })
  }
}
