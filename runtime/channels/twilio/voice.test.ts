import { expect, test } from 'vitest'
import { recorder } from '../testing/recorder.ts'
import { account, fromTwilio } from '../testing/twilio-request.ts'
import { twilioVoice } from './voice.ts'
import type { OpenQuestion, Standing, VoiceCalls, VoiceEffect } from './voice-calls.ts'

/** A call's side of the engine, in memory: what it is to hear, how it stands, what each step was answered with. */
function engine() {
  const deps = recorder()
  const given = new Map<string, string>()
  const state = {
    effects: [] as VoiceEffect[],
    standing: { is: 'journey' } as Standing,
    question: undefined as OpenQuestion | undefined,
    gaveUp: [] as string[],
    goesOn: true,
    clock: 0,
  }
  const calls: VoiceCalls = {
    goesOn: async () => state.goesOn,
    question: async () => state.question,
    giveUp: async (_, step) => void state.gaveUp.push(step),
    effects: async () => state.effects,
    standing: async () => state.standing,
    given: async (call, step) => given.get(`${call} ${step}`),
    async give(call, step, twiml, effects) {
      const before = given.get(`${call} ${step}`)
      if (before !== undefined) return before
      given.set(`${call} ${step}`, twiml)
      state.effects = state.effects.filter((each) => !effects.includes(each.id))
      return twiml
    },
  }
  const pause = async (ms: number) => {
    state.clock += ms
  }
  const voice = twilioVoice(account, { ...deps, calls, now: () => state.clock, pause })
  const ask = async (endpoint: keyof typeof voice, path: string, params: Record<string, string> = {}) => {
    const common = { CallSid: 'CA1', From: '+15005550006', To: '+15005550001', CallStatus: 'in-progress' }
    const answer = await voice[endpoint](fromTwilio(`/channels/twilio/voice${path}`, { ...common, ...params }))
    return answer.text()
  }
  return { deps, state, ask, voice }
}

const question: VoiceEffect = { id: 'r/1/0', type: 'say', text: 'Which invoice is it about?', expectsAnswer: true }

test('speaks and listens: what was said before comes along', async () => {
  const { deps, state, ask } = engine()
  state.effects = [{ id: 'r/1/9', type: 'say', text: 'Hello & welcome <back>.' }, question]
  expect(await ask('incoming', '')).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="speech dtmf" action="https://shop.example/channels/twilio/voice/continue?step=1&amp;listening=1" method="POST" timeout="6" speechTimeout="auto" actionOnEmptyResult="false" finishOnKey="#"><Say>Hello &amp; welcome &lt;back&gt;.</Say><Say>Which invoice is it about?</Say></Gather><Redirect method="POST">https://shop.example/channels/twilio/voice/continue?step=1&amp;listening=1&amp;quiet=1</Redirect></Response>"`,
  )
  expect(deps.arrivals).toMatchObject([
    {
      dedupeKey: 'twilio:CA1:started',
      event: { type: 'call.started', proof: 'proved' },
      identity: { address: 'tel:+15005550006' },
      interaction: { key: 'CA1' },
    },
  ])
  expect(state.effects).toEqual([])
})

test('hears words and keys as messages, each step once', async () => {
  const { deps, state, ask } = engine()
  state.effects = [{ id: 'r/2/0', type: 'say', text: 'Thank you.' }]
  const first = await ask('continued', '/continue?step=1&listening=1', { SpeechResult: ' A 1001 ', Confidence: '0.9' })
  expect(first).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Say>Thank you.</Say><Redirect method="POST">https://shop.example/channels/twilio/voice/continue?step=2&amp;quiet=1</Redirect></Response>"`,
  )
  state.effects = [question]
  expect(await ask('continued', '/continue?step=1&listening=1', { SpeechResult: ' A 1001 ', Confidence: '0.9' })).toBe(
    first,
  )
  expect(state.effects).toEqual([question])
  await ask('continued', '/continue?step=2&listening=1', { Digits: '2' })
  expect(deps.arrivals).toMatchObject([
    { dedupeKey: 'twilio:CA1:step:1', event: { type: 'message.received', channel: 'voice', text: 'A 1001' } },
    { dedupeKey: 'twilio:CA1:step:2', event: { type: 'message.received', text: '2', keys: '2' } },
  ])
})

test('offers choices as keys', async () => {
  const { state, ask } = engine()
  const choices = [
    { id: 'billing', label: 'Billing' },
    { id: 'order', label: 'An order' },
  ]
  state.effects = [{ id: 'r/1/0', type: 'say', text: 'What is it about?', choices, expectsAnswer: true }]
  state.standing = { is: 'journey', language: 'en-GB' }
  expect(await ask('incoming', '')).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="speech dtmf" action="https://shop.example/channels/twilio/voice/continue?step=1&amp;listening=1" method="POST" timeout="6" speechTimeout="auto" actionOnEmptyResult="false" numDigits="1" hints="Billing, An order" language="en-GB"><Say language="en-GB">What is it about?</Say><Say language="en-GB">For Billing, press 1.</Say><Say language="en-GB">For An order, press 2.</Say></Gather><Redirect method="POST">https://shop.example/channels/twilio/voice/continue?step=1&amp;listening=1&amp;quiet=1</Redirect></Response>"`,
  )
})

test('where nothing was asked, silence is listened to without a wait', async () => {
  const { state, ask } = engine()
  expect(await ask('continued', '/continue?step=4&listening=1&quiet=2')).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="speech dtmf" action="https://shop.example/channels/twilio/voice/continue?step=5&amp;listening=1" method="POST" timeout="5" speechTimeout="auto" actionOnEmptyResult="false" finishOnKey="#"/><Redirect method="POST">https://shop.example/channels/twilio/voice/continue?step=5&amp;listening=1&amp;quiet=3</Redirect></Response>"`,
  )
  expect(state.clock).toBe(0)
})

const choices = [{ id: 'billing', label: 'Billing' }]

test('a caller who says nothing is asked again, and then the journey goes on without the answer', async () => {
  const { deps, state, ask } = engine()
  state.question = { text: 'What is it about?', choices, timed: true }
  expect(await ask('continued', '/continue?step=1&listening=1&quiet=1')).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="speech dtmf" action="https://shop.example/channels/twilio/voice/continue?step=2&amp;listening=1" method="POST" timeout="6" speechTimeout="auto" actionOnEmptyResult="false" numDigits="1" hints="Billing"><Say>What is it about?</Say><Say>For Billing, press 1.</Say></Gather><Redirect method="POST">https://shop.example/channels/twilio/voice/continue?step=2&amp;listening=1&amp;quiet=2</Redirect></Response>"`,
  )
  expect(state.gaveUp).toEqual([])
  expect(await ask('continued', '/continue?step=2&listening=1&quiet=2')).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="1"/><Redirect method="POST">https://shop.example/channels/twilio/voice/continue?step=3&amp;quiet=3</Redirect></Response>"`,
  )
  expect(state.gaveUp).toEqual(['2'])
  // What the journey then says is heard as ever, and a new question is a new start.
  state.effects = [question]
  expect(await ask('continued', '/continue?step=3&quiet=3')).toContain('step=4&amp;listening=1&amp;quiet=1</Redirect>')
  expect(deps.arrivals).toEqual([])
})

test('where the journey has no way on without an answer, the caller is asked once more and let go', async () => {
  const { state, ask } = engine()
  state.question = { text: 'What is it about?', timed: false }
  expect(await ask('continued', '/continue?step=2&listening=1&quiet=2')).toContain('<Say>What is it about?</Say>')
  const last = await ask('continued', '/continue?step=3&listening=1&quiet=3')
  expect(last).toMatch(/<Say language="en-US">I cannot hear you.+<\/Say><Hangup\/>/)
  expect(state.gaveUp).toEqual([])
})

test('who says something in the end has not been silent', async () => {
  const { state, deps, ask } = engine()
  state.question = { text: 'What is it about?', timed: true }
  await ask('continued', '/continue?step=2&listening=1', { SpeechResult: 'My bill' })
  expect([state.gaveUp, deps.arrivals.length]).toEqual([[], 1])
})

test('with an agent nobody is asked again or let go, however long it takes', async () => {
  const { state, ask } = engine()
  state.standing = { is: 'with_agent' }
  state.question = { text: 'What is it about?', timed: true }
  for (const quiet of [1, 2, 3, 100]) {
    const twiml = await ask('continued', `/continue?step=${quiet}&listening=1&quiet=${quiet}`)
    expect(twiml).toMatch(/<Gather [^>]+\/><Redirect method="POST">[^<]+listening=1<\/Redirect>/)
  }
  expect(state.gaveUp).toEqual([])
})

test('nobody is kept on the line for good', async () => {
  const { ask } = engine()
  expect(await ask('continued', '/continue?step=9&quiet=9')).toContain('quiet=10</Redirect>')
  expect(await ask('continued', '/continue?step=10&quiet=10')).toMatch(/That is all for now.+<Hangup\/>/)
})

test('a key pressed while speaking is the answer', async () => {
  const { deps, ask } = engine()
  await ask('continued', '/continue?step=1&listening=1', { SpeechResult: 'uh', Digits: '2' })
  expect(deps.arrivals).toMatchObject([{ event: { text: '2', keys: '2' } }])
})

test('waits five seconds for a slow turn, then pauses and comes back', async () => {
  const { state, ask } = engine()
  expect(await ask('continued', '/continue?step=2', { SpeechResult: 'hello' })).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="1"/><Redirect method="POST">https://shop.example/channels/twilio/voice/continue?step=3&amp;quiet=1</Redirect></Response>"`,
  )
  expect(state.clock).toBe(5000)
  // Asked again, it is answered at once.
  await ask('continued', '/continue?step=2', { SpeechResult: 'hello' })
  expect(state.clock).toBe(5000)
})

test('queues for a person, says the meanwhile text there, and leaves when one has the call', async () => {
  const { state, ask } = engine()
  state.standing = { is: 'offered', queue: 'billing' }
  state.effects = [{ id: 'r/3/0', type: 'say', text: 'I am finding a colleague for you.' }]
  expect(await ask('continued', '/continue?step=3', { SpeechResult: 'agent' })).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Enqueue waitUrl="https://shop.example/channels/twilio/voice/wait?step=3&amp;round=0" waitUrlMethod="POST" action="https://shop.example/channels/twilio/voice/continue?step=4" method="POST">billing</Enqueue></Response>"`,
  )
  expect(await ask('waiting', '/wait?step=3&round=0')).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Say>I am finding a colleague for you.</Say><Pause length="1"/><Redirect method="POST">https://shop.example/channels/twilio/voice/wait?step=3&amp;round=1</Redirect></Response>"`,
  )
  expect(await ask('waiting', '/wait?step=3&round=1')).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="3"/><Redirect method="POST">https://shop.example/channels/twilio/voice/wait?step=3&amp;round=2</Redirect></Response>"`,
  )
  state.standing = { is: 'with_agent' }
  state.effects = [{ id: 'r/4/0', type: 'say', text: 'Hello Ana, this is Kim.' }]
  expect(await ask('waiting', '/wait?step=3&round=2')).toContain('<Leave/>')
  expect(state.effects).toHaveLength(1)
  expect(await ask('continued', '/continue?step=4', { QueueResult: 'leave' })).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="speech dtmf" action="https://shop.example/channels/twilio/voice/continue?step=5&amp;listening=1" method="POST" timeout="6" speechTimeout="auto" actionOnEmptyResult="false" finishOnKey="#"><Say>Hello Ana, this is Kim.</Say></Gather><Redirect method="POST">https://shop.example/channels/twilio/voice/continue?step=5&amp;listening=1</Redirect></Response>"`,
  )
})

test('hangs up when told to, and when nobody has anything more to say', async () => {
  const { state, ask } = engine()
  state.effects = [
    { id: 'r/5/0', type: 'say', text: 'Goodbye.' },
    { id: 'r/5/1', type: 'hang_up' },
    { id: 'r/5/2', type: 'say', text: 'Never heard.' },
  ]
  expect(await ask('continued', '/continue?step=5')).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Say>Goodbye.</Say><Hangup/></Response>"`,
  )
  state.effects = []
  state.standing = { is: 'ended' }
  expect(await ask('continued', '/continue?step=6')).toContain('<Response><Hangup/></Response>')
})

test('does not hang up without a word on a call that no journey takes', async () => {
  const { state, ask } = engine()
  state.standing = { is: 'ended' }
  expect(await ask('incoming', '')).toMatch(/<Say language="en-US">Nobody can take your call.+<\/Say><Hangup\/>/)
})

test('speaks to nobody once the caller is gone, and reports the end once', async () => {
  const { deps, state, ask } = engine()
  state.effects = [question]
  await ask('continued', '/continue?step=7', { QueueResult: 'hangup', CallStatus: 'completed' })
  expect(state.effects).toEqual([question])
  await ask('status', '/status', { CallStatus: 'ringing' })
  await ask('status', '/status', { CallStatus: 'completed' })
  await ask('status', '/status', { CallStatus: 'completed' })
  expect(deps.arrivals).toMatchObject([{ dedupeKey: 'twilio:CA1:ended', event: { type: 'call.ended' } }])
})

test('the end of a call nobody here knows, or that is over already, is no event', async () => {
  const { deps, state, voice } = engine()
  state.goesOn = false
  const answer = await voice.status(
    fromTwilio('/channels/twilio/voice/status', { CallSid: 'CA1', CallStatus: 'completed' }),
  )
  expect([answer.status, deps.arrivals]).toEqual([204, []])
})

test('a withheld number is nobody known; one that failed the network’s check is only claimed', async () => {
  const { deps, ask } = engine()
  await ask('incoming', '', { From: 'anonymous' })
  await ask('incoming', '', { CallSid: 'CA2', StirVerstat: 'TN-Validation-Failed-C' })
  expect(deps.arrivals.map((each) => each.identity)).toMatchObject([
    { address: 'call:CA1', proof: 'claimed' },
    { address: 'tel:+15005550006', proof: 'claimed' },
  ])
})

test('refuses unsigned calls and steps that are no numbers', async () => {
  const { deps, voice } = engine()
  const path = '/channels/twilio/voice/continue?step='
  expect((await voice.continued(fromTwilio(`${path}1`, { CallSid: 'CA1', Digits: '1' }, 'guess'))).status).toBe(401)
  expect((await voice.continued(fromTwilio(`${path}x`, { CallSid: 'CA1', Digits: '1' }))).status).toBe(400)
  expect((await voice.incoming(fromTwilio('/channels/twilio/voice', { From: '+15005550006' }))).status).toBe(400)
  expect(deps.arrivals).toEqual([])
})
