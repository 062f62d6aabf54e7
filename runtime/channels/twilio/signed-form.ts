import twilio from 'twilio'
import { refuse } from '../answer.ts'
import type { ChannelDeps } from '../channel.ts'
import { rawBody, utf8 } from '../raw-body.ts'
import type { ChannelSettings } from '../settings.ts'

/** A genuine request of Twilio's: its form fields, and the query it was signed with. */
export interface SignedForm {
  params: Record<string, string>
  query: URLSearchParams
}

/** The parts of the settings that Twilio's requests need. */
export type TwilioSettings = Pick<ChannelSettings, 'publicUrl' | 'twilio'>

/**
 * Reads a form that Twilio signed, or answers the refusal. The signature covers the public address, the query and every
 * field; the address is the configured one, never what a Host header says.
 */
export async function signedForm(
  request: Request,
  settings: TwilioSettings,
  deps: ChannelDeps,
): Promise<SignedForm | Response> {
  const { twilio: account } = settings
  if (!account) return refuse(deps.log, 404, 'twilio.off', 'Twilio is off: no account is set for it.')
  const bytes = await rawBody(request)
  if (bytes === 'too_large') return refuse(deps.log, 413, 'twilio.too_large', 'The body is over 1 MB.')
  const size = bytes.byteLength
  const signature = request.headers.get('x-twilio-signature') ?? ''
  const text = utf8(bytes)
  const form =
    (request.headers.get('content-type') ?? '').toLowerCase().split(';')[0]?.trim() ===
    'application/x-www-form-urlencoded'
  if (signature === '' || text === undefined || !form) {
    return refuse(deps.log, 401, 'twilio.unsigned', 'The signature is missing, or the body is not a form.', { size })
  }
  const { pathname, search, searchParams } = new URL(request.url)
  const signed = fields(text)
  const url = `${settings.publicUrl}${pathname}${search}`
  // Every token is tried, so that the time says nothing about which one it was.
  const valid = account.authTokens.map((token) => isSigned(token, signature, url, signed)).includes(true)
  if (!valid) return refuse(deps.log, 401, 'twilio.unsigned', 'The signature is wrong.', { size })
  if (signed.AccountSid !== undefined && signed.AccountSid !== account.accountSid) {
    return refuse(deps.log, 401, 'twilio.other_account', 'This is signed for another account.', { size })
  }
  const params = Object.fromEntries(
    Object.entries(signed).map(([key, value]) => [key, typeof value === 'string' ? value : (value[0] ?? '')]),
  )
  return { params, query: searchParams }
}

/** Form fields, with repeated ones as lists, on an object without a prototype. */
function fields(text: string): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = Object.create(null)
  for (const [key, value] of new URLSearchParams(text)) {
    const before = found[key]
    found[key] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value]
  }
  return found
}

function isSigned(token: string, signature: string, url: string, params: Record<string, string | string[]>): boolean {
  try {
    return twilio.validateRequest(token, signature, url, params)
  } catch {
    return false
  }
}
