import { createHash, timingSafeEqual } from 'node:crypto'
import { json, notNow, refuse } from '../answer.ts'
import type { DeliveryDeps, Endpoint } from '../channel.ts'
import { rawBody } from '../raw-body.ts'
import type { ChannelSettings } from '../settings.ts'
import { standardSignature } from '../webhook/standard-signature.ts'
import { ownAddresses } from './own-addresses.ts'
import { receiveMail } from './receive.ts'

/**
 * `POST /channels/email/mime`: one raw mail. Whoever delivers it sends a bearer token, or a Standard Webhooks signature
 * by one of the same secrets. Without a secret this way in is closed.
 */
export function emailMime(settings: Pick<ChannelSettings, 'email'>, deps: DeliveryDeps): Endpoint {
  const { inboundSecrets } = settings.email
  const own = ownAddresses(settings.email)
  return async (request) => {
    if (inboundSecrets.length === 0) {
      return refuse(deps.log, 404, 'email.off', 'Receiving mail over HTTP is off: no secret is set for it.')
    }
    const bytes = await rawBody(request)
    if (bytes === 'too_large') return refuse(deps.log, 413, 'email.too_large', 'The mail is over 1 MB.')
    if (!isTrusted(inboundSecrets, request.headers, bytes)) {
      return refuse(deps.log, 401, 'email.unsigned', 'The token or signature is missing, stale or wrong.', {
        size: bytes.byteLength,
      })
    }
    try {
      const received = await receiveMail(bytes, own, deps)
      if (received.status === 'malformed') {
        return refuse(deps.log, 400, 'email.malformed', 'This is not a mail.', { size: bytes.byteLength })
      }
      // A duplicate is answered as the first one was.
      if (received.status === 'duplicate' && received.answer !== undefined)
        return json(202, JSON.parse(received.answer))
      return json(202, { status: received.status === 'set_aside' ? 'set_aside' : 'accepted' })
    } catch (error) {
      return notNow(deps.log, error, { channel: 'email' })
    }
  }
}

function isTrusted(secrets: readonly string[], headers: Headers, bytes: Uint8Array): boolean {
  const token = /^Bearer ([\x21-\x7e]+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  // Every secret is compared, so that the time says nothing about which one was close.
  if (token !== undefined) return secrets.map((secret) => same(secret, token)).includes(true)
  return standardSignature(secrets, headers, bytes) === 'valid'
}

function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
