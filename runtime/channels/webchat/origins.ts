import type { ChannelSettings } from '../settings.ts'

/** The parts of the settings that the chat needs. */
export type WebchatSettings = Pick<ChannelSettings, 'publicUrl' | 'webchat'>

/** Whether a page may talk to the chat, and the headers that say so to its browser. */
export function allowed(request: Request, { publicUrl, webchat }: WebchatSettings): Record<string, string> | undefined {
  const origin = request.headers.get('origin')
  // Browsers leave Origin out only for a page's own reads; programs that are not browsers have a token to show.
  if (origin === null) return request.headers.get('sec-fetch-site') === 'cross-site' ? undefined : { vary: 'origin' }
  if (origin !== new URL(publicUrl).origin && !webchat.origins.includes(origin)) return undefined
  return { 'access-control-allow-origin': origin, vary: 'origin' }
}

/** Answers a browser's question whether a page may talk to the chat (`OPTIONS`). */
export function preflight(request: Request, settings: WebchatSettings): Response {
  const headers = allowed(request, settings)
  if (!headers) return new Response(null, { status: 403 })
  return new Response(null, {
    status: 204,
    headers: {
      ...headers,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type, last-event-id',
      'access-control-max-age': '600',
    },
  })
}
