import { keeper, server, type Words } from './server.ts'
import { type Bubble, view } from './view.ts'

/** How long the dots are shown for an answer that does not come. */
const typingMs = 12_000

/**
 * Puts the chat on the page that has
 * `<script src="https://…/widget.js" data-throughline data-title="Shop support" data-open></script>`.
 */
function start(script: HTMLScriptElement) {
  const address = script.dataset.server ?? new URL(script.src).origin
  const host = document.createElement('throughline-chat')
  const talk = server(address.replace(/\/+$/, ''))
  const seen = keeper(`throughline seen ${address}`)
  /** The visitor's own words on screen that the server has not told yet, oldest first. */
  const waiting: { text: string; bubble: Bubble }[] = []
  let listening = false
  let last = 0
  let unread = 0
  let typing: ReturnType<typeof setTimeout> | undefined

  const dots = (on: boolean) => {
    clearTimeout(typing)
    screen.typing(on)
    if (on) typing = setTimeout(() => screen.typing(false), typingMs)
  }
  const read = () => {
    unread = 0
    screen.unread(0)
    if (last > 0) seen.write(`${last}`)
  }
  const listen = () => {
    if (listening) return
    listening = true
    talk.listen({
      entry(entry, place) {
        last = place
        if (entry.by === 'customer') {
          const at = waiting.findIndex((each) => each.text === entry.text)
          const [own] = at === -1 ? [] : waiting.splice(at, 1)
          if (own) return own.bubble.arrived()
        } else {
          dots(false)
          if (place > Number(seen.read() ?? 0)) unread += 1
        }
        screen.add(entry)
        if (screen.isOpen()) read()
        else screen.unread(unread)
      },
      line: (line) => screen.line(line),
      anew() {
        seen.write(null)
        last = 0
        unread = 0
        screen.clear()
        for (const each of waiting) each.bubble = screen.mine(each.text)
      },
    })
  }
  const post = (words: Words, bubble: Bubble) => {
    dots(true)
    talk.send(words).then((result) => {
      if (result === 'sent') return
      dots(false)
      if (result === 'refused') bubble.trouble('This could not be sent.')
      else bubble.trouble('Not sent.', () => post(words, bubble))
    })
  }
  const say = (text: string, choice?: string) => {
    listen()
    const bubble = screen.mine(text)
    waiting.push({ text, bubble })
    post({ id: newId(), text, ...(choice === undefined ? {} : { choice }) }, bubble)
  }
  const screen = view(host, script.dataset.title ?? 'Chat with us', {
    say: (text) => say(text),
    choose: ({ id, label }) => say(label, id),
    opened(open) {
      if (open) {
        listen()
        read()
      }
    },
  })
  document.body.append(host)
  // Somebody who wrote before sees at once that there is news; a new visitor is not known until they open the chat.
  if (talk.known()) listen()
  if (script.dataset.open !== undefined) screen.open()
}

/** A name for a message. Plain pages without https have no randomUUID. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const script = document.currentScript ?? document.querySelector('script[data-throughline]')
if (script instanceof HTMLScriptElement) {
  if (document.body) start(script)
  else document.addEventListener('DOMContentLoaded', () => start(script))
}
