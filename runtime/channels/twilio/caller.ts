import type { Identity } from '../channel.ts'
import { displayName } from '../words.ts'

/**
 * Who calls or writes. Twilio signs what it says, so a number is proved, unless the network says that the caller's
 * number did not check out. A withheld number is nobody we know: each such call is somebody new.
 */
export function caller(params: Record<string, string>): Identity {
  const { From = '', CallSid = '', StirVerstat = '' } = params
  if (!/^\+[1-9]\d{6,14}$/.test(From))
    return { address: `call:${CallSid || params.MessageSid || From}`, proof: 'claimed' }
  const proof = StirVerstat.includes('Failed') ? 'claimed' : 'proved'
  return { address: `tel:${From}`, proof, ...displayName(params.CallerName) }
}
