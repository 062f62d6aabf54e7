import twilio from 'twilio'

const { getExpectedTwilioSignature } = twilio as unknown as {
  getExpectedTwilioSignature(token: string, url: string, params: Record<string, string>): string
}

/** The account the tests are about. */
export const account = {
  publicUrl: 'https://shop.example',
  twilio: {
    accountSid: 'AC1',
    authTokens: ['token-now', 'token-before'],
    from: '+15005550001',
    apiBase: 'https://api.twilio.com',
  },
}

/** A request as Twilio sends it: a form, signed over the public address, arriving at whatever address we listen on. */
export function fromTwilio(path: string, params: Record<string, string>, token = 'token-now'): Request {
  const all = { AccountSid: 'AC1', ...params }
  const signature = getExpectedTwilioSignature(token, `${account.publicUrl}${path}`, all)
  return new Request(`http://127.0.0.1:4100${path}`, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature, 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
    body: new URLSearchParams(all).toString(),
  })
}
