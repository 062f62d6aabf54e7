import type { AnyNodeType } from '#sdk'
import { type AnswerReader, noReader } from './ask/answer.ts'
import { ask } from './ask/ask/node.ts'
import { confirm } from './ask/confirm/node.ts'
import { fullReader } from './ask/full-reader.ts'
import { menu } from './ask/menu/node.ts'
import { call } from './compose/call/node.ts'
import { end } from './compose/end/node.ts'
import { summarise } from './context/summarise/node.ts'
import { httpRequest } from './data/http-request/node.ts'
import { recall } from './data/recall/node.ts'
import { set } from './data/set/node.ts'
import { branch } from './decide/branch/node.ts'
import { byChannel } from './decide/by-channel/node.ts'
import { hours } from './decide/hours/node.ts'
import { wait } from './decide/wait/node.ts'
import { say } from './message/say/node.ts'
import { give } from './people/give/node.ts'
import { handoff } from './people/handoff/node.ts'
import { offer } from './people/offer/node.ts'
import { takeBack } from './people/take-back/node.ts'
import { withAgent } from './people/with-agent/node.ts'
import { event } from './start/event/node.ts'
import { inbound } from './start/inbound/node.ts'

/** Every kind of step, in palette order. A new one is a folder and a line here. */
const allTypes = (reader: AnswerReader): readonly AnyNodeType[] => [
  inbound,
  event,
  say,
  ask(reader),
  menu,
  confirm(reader),
  branch,
  byChannel,
  hours,
  wait,
  set,
  recall,
  httpRequest,
  summarise,
  handoff,
  give,
  offer,
  withAgent,
  takeBack,
  call,
  end,
]

// Marked as pure, so that a page which only draws leaves out the other list and the heavy libraries it needs.
/** Every kind of step, ready to check and to run. */
export const nodeTypes = /* @__PURE__ */ allTypes(fullReader)

/** Every kind of step for a page that draws them: what takes heavy libraries is left to checks and runs. */
export const drawnTypes = /* @__PURE__ */ allTypes(noReader)

/** A palette entry that is a step with some settings filled in. */
export interface Preset {
  id: string
  type: string
  title: string
  icon: string
  keywords: string[]
  config: Record<string, unknown>
}

/** Steps people look for under another name. */
export const presets: readonly Preset[] = [
  {
    id: 'say-email',
    type: 'say',
    title: 'E-mail',
    icon: 'mail',
    keywords: ['mail', 'letter'],
    config: { channel: 'email' },
  },
  {
    id: 'say-sms',
    type: 'say',
    title: 'SMS',
    icon: 'device-mobile-message',
    keywords: ['text', 'phone'],
    config: { channel: 'sms' },
  },
  {
    id: 'say-webchat',
    type: 'say',
    title: 'Web chat message',
    icon: 'messages',
    keywords: ['chat', 'website'],
    config: { channel: 'webchat' },
  },
  {
    id: 'say-voice',
    type: 'say',
    title: 'Speak on the phone',
    icon: 'phone',
    keywords: ['call', 'voice', 'tts'],
    config: { channel: 'voice' },
  },
]
