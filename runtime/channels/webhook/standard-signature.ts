import { Webhook } from 'standardwebhooks'
import { utf8 } from '../raw-body.ts'

/** Why a signature was not accepted; for the log only. */
export type Unsigned = 'missing' | 'malformed' | 'stale' | 'wrong'

/**
 * Checks a Standard Webhooks signature over the bytes as they came, against each of the secrets. The vendor's library
 * decides; refused before it are what it would read leniently (a time with trailing words, bytes that are not UTF-8).
 */
export function standardSignature(secrets: readonly string[], headers: Headers, body: Uint8Array): 'valid' | Unsigned {
  const id = headers.get('webhook-id')
  const timestamp = headers.get('webhook-timestamp')
  const signature = headers.get('webhook-signature')
  if (!id || !timestamp || !signature) return 'missing'
  const text = utf8(body)
  if (id.length > 256 || signature.length > 4096 || !/^[1-9]\d{0,11}$/.test(timestamp) || text === undefined)
    return 'malformed'
  const signed = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
  let reason: Unsigned = 'wrong'
  for (const secret of secrets) {
    const verdict = verify(secret, text, signed)
    if (verdict === 'valid') return 'valid'
    if (verdict === 'stale') reason = 'stale'
  }
  return reason
}

function verify(secret: string, text: string, signed: Record<string, string>): 'valid' | 'stale' | 'wrong' {
  try {
    new Webhook(secret).verify(text, signed, { jsonParse: false })
    return 'valid'
  } catch (error) {
    return error instanceof Error && error.message.includes('timestamp') ? 'stale' : 'wrong'
  }
}
