import { expect, test } from 'vitest'
import { recorder } from '../testing/recorder.ts'
import { account, fromTwilio } from '../testing/twilio-request.ts'
import { twilioSms } from './sms.ts'
import { twilioStatus } from './status.ts'

const text = { MessageSid: 'SM1', From: '+15005550006', To: '+15005550001', Body: 'Where is my order?' }

test('takes a text message in, from a proved number', async () => {
  const deps = recorder()
  const answer = await twilioSms(account, deps)(fromTwilio('/channels/twilio/sms', text))
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/xml; charset=utf-8',
    '<?xml version="1.0" encoding="UTF-8"?><Response/>',
  ])
  expect(deps.arrivals).toMatchObject([
    {
      dedupeKey: 'twilio:SM1',
      event: { type: 'message.received', channel: 'sms', text: 'Where is my order?', proof: 'proved' },
      identity: { address: 'tel:+15005550006', proof: 'proved' },
      interaction: { key: '+15005550001|+15005550006', message: 'SM1' },
    },
  ])
})

test('answers a duplicate as before, and refuses it unsigned', async () => {
  const deps = recorder()
  const post = twilioSms(account, deps)
  const first = await (await post(fromTwilio('/channels/twilio/sms', text))).text()
  const again = await post(fromTwilio('/channels/twilio/sms', text, 'token-before'))
  expect([again.status, await again.text()]).toEqual([200, first])
  expect((await post(fromTwilio('/channels/twilio/sms', text, 'guess'))).status).toBe(401)
  expect(deps.arrivals).toHaveLength(1)
})

test('the same id with other words is still the first message; control characters are no words', async () => {
  const deps = recorder()
  const post = twilioSms(account, deps)
  await post(fromTwilio('/channels/twilio/sms', { ...text, Body: 'Where\0 is\x1b it?\n', CallerName: 'A\r\nB' }))
  await post(fromTwilio('/channels/twilio/sms', { ...text, Body: 'Something else' }))
  expect(deps.arrivals).toMatchObject([{ event: { text: 'Where is it?\n' }, identity: { name: 'A B' } }])
})

test('sets aside what must not be answered', async () => {
  const deps = recorder()
  const post = twilioSms(account, deps)
  await post(fromTwilio('/channels/twilio/sms', { ...text, Body: 'STOP', OptOutType: 'STOP' }))
  await post(fromTwilio('/channels/twilio/sms', { ...text, MessageSid: 'SM2', From: 'AMAZON' }))
  expect(deps.aside.map((each) => each.reason)).toEqual(['sms.opt_out', 'sms.no_number'])
  expect(deps.arrivals).toEqual([])
})

test('asks for the message again when it could not be made durable', async () => {
  const deps = recorder()
  deps.fail()
  expect((await twilioSms(account, deps)(fromTwilio('/channels/twilio/sms', text))).status).toBe(503)
})

/** Status callbacks of one message. */
function callbacks() {
  const deps = recorder()
  const take = twilioStatus(account, deps)
  const post = (status: string, more: Record<string, string> = {}, query = '') =>
    take(
      fromTwilio(`/channels/twilio/status?effect=run-1%2F3%2F0${query}`, {
        MessageSid: 'SM9',
        MessageStatus: status,
        ...more,
      }),
    )
  return { deps, deliveries: deps.deliveries, post }
}

test('turns a failed delivery into an event of its run, once, and notes the others', async () => {
  const { deliveries, deps, post } = callbacks()
  for (const status of ['queued', 'sent']) expect((await post(status)).status).toBe(204)
  await post('undelivered', { ErrorCode: '30003' })
  await post('undelivered', { ErrorCode: '30003' })
  await post('delivered')
  expect(deliveries.map((each) => each.state)).toEqual(['sent', 'sent', 'failed', 'failed', 'delivered'])
  expect(deliveries[0]).toEqual({ effect: 'run-1/3/0', reference: 'SM9', state: 'sent', part: 1, of: 1 })
  expect(deps.arrivals).toMatchObject([
    {
      dedupeKey: 'twilio:run-1/3/0:failed',
      event: { type: 'message.failed', reason: 'sms.undelivered 30003' },
      explicit: { run: 'run-1', effect: 'run-1/3/0' },
    },
  ])
})

test('a failure reported after the delivery reaches no journey', async () => {
  const { deps, post } = callbacks()
  await post('delivered')
  expect((await post('failed')).status).toBe(204)
  expect(deps.arrivals).toEqual([])
})

test('says which part of a long message failed, and its run hears of one failure', async () => {
  const { deliveries, deps, post } = callbacks()
  await post('undelivered', { ErrorCode: '30003' }, '&part=2&of=3')
  await post('undelivered', { ErrorCode: '30003', MessageSid: 'SM10' }, '&part=3&of=3')
  expect(deliveries).toMatchObject([
    { part: 2, of: 3, reference: 'SM9' },
    { part: 3, of: 3, reference: 'SM10' },
  ])
  expect(deps.arrivals.map(({ event }) => event)).toMatchObject([{ reason: 'sms.undelivered 30003, part 2 of 3' }])
})
