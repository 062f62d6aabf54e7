import type { Visit, WebchatDeps } from './chat.ts'

/** How often a stream looks for itself, should no change have been announced. */
const lookEveryMs = 2_000
/** How often a quiet stream shows that it is alive, so that nothing between closes it. */
const beatEveryMs = 15_000
/** How long one stream lives; the widget comes back with the last place it saw. */
const longestMs = 30 * 60_000

/**
 * `GET /channels/webchat/stream`: the chat's messages as server-sent events, first those after Last-Event-ID. Every
 * event's id is its place, so a stream that broke goes on without a gap or a repeat.
 */
export function chatStream(
  request: Request,
  { chat, headers }: Visit,
  deps: WebchatDeps,
  closed: () => void,
): Response {
  const last = request.headers.get('last-event-id') ?? ''
  const stop = new AbortController()
  request.signal.addEventListener('abort', () => stop.abort(), { once: true })
  const text = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      try {
        await follow(chat, /^\d{1,15}$/.test(last) ? Number(last) : 0, deps, stop.signal, (line) =>
          controller.enqueue(text.encode(line)),
        )
        controller.close()
      } catch {
        // Either side hung up, or the store is away: the widget comes back by itself.
        if (!stop.signal.aborted) controller.error(new Error('The stream ended.'))
      } finally {
        closed()
      }
    },
    cancel: () => stop.abort(),
  })
  return new Response(body, {
    headers: {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  })
}

async function follow(
  chat: string,
  from: number,
  deps: WebchatDeps,
  signal: AbortSignal,
  write: (text: string) => void,
): Promise<void> {
  const started = deps.now()
  let beat = started
  let after = from
  const change = changes(deps, signal)
  write('retry: 1500\n\n')
  try {
    while (!signal.aborted && deps.now() - started < longestMs) {
      change.seen()
      const entries = await deps.timeline(chat, after, 100)
      for (const { seq, ...entry } of entries) {
        write(`id: ${seq}\nevent: message\ndata: ${JSON.stringify(entry)}\n\n`)
        after = seq
      }
      if (after > from && entries.length === 100) continue
      if (entries.length === 0 && deps.now() - beat > beatEveryMs) {
        write(': still here\n\n')
        beat = deps.now()
      }
      await change.next(lookEveryMs)
    }
  } finally {
    change.stop()
  }
}

/** Waits for an announced change, a while, or the end, whichever comes first. */
function changes(deps: WebchatDeps, signal: AbortSignal) {
  let changed = false
  let wake = () => {}
  const ring = () => {
    changed = true
    wake()
  }
  const off = deps.onChange(ring)
  signal.addEventListener('abort', ring, { once: true })
  return {
    seen() {
      changed = false
    },
    next(ms: number): Promise<void> {
      if (changed || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    },
    stop: off,
  }
}
