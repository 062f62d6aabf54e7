/** One message of the chat, as the server tells it. */
export interface Entry {
  id: string
  at: number
  by: 'customer' | 'journey' | 'agent'
  text: string
  choices?: { id: string; label: string }[]
}

/** What the customer says: words, or a button. */
export interface Words {
  id: string
  text: string
  choice?: string
}

/** How the connection is doing, as the visitor should know it. */
export type Line = 'connecting' | 'online' | 'offline'

/** What the widget hears from the server. */
export interface Listener {
  /** A message arrived; `place` grows, also over reloads. */
  entry(entry: Entry, place: number): void
  line(line: Line): void
  /** The token was too old: everything starts anew. */
  anew(): void
}

/** The chat's server. */
export interface Server {
  /** Whether this visitor has been here before. */
  known(): boolean
  /** Listens for messages, for good; comes back by itself after every break. */
  listen(listener: Listener): void
  /** Sends words. The same words may be sent again under the same id without being said twice. */
  send(words: Words): Promise<'sent' | 'refused' | 'failed'>
}

/** Talks to the server at an address. The visitor's token is kept in the browser, so that a reload goes on. */
export function server(address: string): Server {
  const kept = keeper(`throughline ${address}`)
  const at = (path: string) => `${address}/channels/webchat/${path}`
  let starting: Promise<string> | undefined

  const token = (): Promise<string> => {
    const before = kept.read()
    if (before) return Promise.resolve(before)
    starting ??= fetch(at('sessions'), { method: 'POST', credentials: 'omit' })
      .then(async (answer) => {
        if (!answer.ok) throw new Error(`${answer.status}`)
        const { token: made } = (await answer.json()) as { token: string }
        kept.write(made)
        return made
      })
      .finally(() => {
        starting = undefined
      })
    return starting
  }

  const ask = async (path: string, init: RequestInit = {}, headers: Record<string, string> = {}): Promise<Response> => {
    const authorization = `Bearer ${await token()}`
    return fetch(at(path), { ...init, credentials: 'omit', cache: 'no-store', headers: { ...headers, authorization } })
  }

  return {
    known: () => kept.read() !== null,
    listen(listener) {
      let place = 0
      let pause = 1000
      const again = async (): Promise<void> => {
        try {
          const answer = await ask('stream', {}, place > 0 ? { 'last-event-id': `${place}` } : {})
          if (answer.status === 401) {
            kept.write(null)
            place = 0
            listener.anew()
          } else if (answer.ok && answer.body) {
            listener.line('online')
            pause = 1000
            for await (const [id, data] of events(answer.body)) {
              place = id
              listener.entry(JSON.parse(data) as Entry, place)
            }
          } else throw new Error(`${answer.status}`)
        } catch {
          listener.line('offline')
          pause = Math.min(pause * 1.6, 30_000)
        }
        await back(pause * (0.75 + Math.random() / 2))
        return again()
      }
      listener.line('connecting')
      void again()
    },
    async send(words) {
      for (let attempt = 0; attempt < 4; attempt += 1) {
        if (attempt > 0) await back(700 * 2 ** attempt)
        try {
          const answer = await ask(
            'messages',
            { method: 'POST', body: JSON.stringify(words) },
            { 'content-type': 'application/json' },
          )
          if (answer.ok) return 'sent'
          if (answer.status === 401) kept.write(null)
          else if (answer.status < 500 && answer.status !== 429) return 'refused'
        } catch {
          // Off the network: the next attempt says the same words under the same id.
        }
      }
      return 'failed'
    },
  }
}

/** Waits, but not longer than until the network is back. */
function back(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    addEventListener('online', done)
  })
}

/** Reads server-sent events: the id and data of each. Ends, with an error, when the line has been silent too long. */
async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<[number, string]> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read(), 45_000)
      if (done) return
      text += value
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const id = /^id: (\d+)$/m.exec(text.slice(0, end))?.[1]
        const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1]
        text = text.slice(end + 2)
        if (id !== undefined && data !== undefined) yield [Number(id), data]
      }
    }
  } finally {
    void reader.cancel().catch(() => {})
  }
}

function inTime<Value>(value: Promise<Value>, ms: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('silent')), ms)
    value.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** One value kept over reloads where the browser allows it, and for this page where it does not. */
export function keeper(name: string): { read(): string | null; write(value: string | null): void } {
  let here: string | null = null
  return {
    read() {
      try {
        return localStorage.getItem(name) ?? here
      } catch {
        return here
      }
    },
    write(value) {
      here = value
      try {
        if (value === null) localStorage.removeItem(name)
        else localStorage.setItem(name, value)
      } catch {
        // Private windows may refuse; the chat works until the page is left.
      }
    },
  }
}
