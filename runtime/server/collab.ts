import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { parse } from 'hono/utils/cookie'
import { WebSocketServer } from 'ws'
import { accountOfLogin } from '#store/accounts'
import type { Deps } from './deps.ts'
import { isOwnPage } from './may.ts'
import { rightsOf } from './permission.ts'
import { hashOf } from './secret-token.ts'

const maxMessageBytes = 8 * 1024 * 1024

/** Lets editors meet over WebSockets at `/collab`: only signed in, and only from our own pages. */
export function serveCollab(
  server: Server,
  deps: Pick<Deps, 'db' | 'drafts' | 'editors' | 'cookie' | 'publicUrl' | 'now' | 'log'>,
): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes })
  const onUpgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (new URL(request.url ?? '/', 'http://here').pathname !== '/collab') return close(socket, '404 Not Found')
    const { host, origin, cookie } = request.headers
    if (!isOwnPage({ origin, host }, deps.publicUrl())) return close(socket, '403 Forbidden')
    const value = parse(cookie ?? '', deps.cookie)[deps.cookie]
    const account = value === undefined ? undefined : await accountOfLogin(deps.db, hashOf(value), deps.now())
    if (!account) return close(socket, '401 Unauthorized')
    if (!rightsOf(account.role).has('documents.write')) return close(socket, '403 Forbidden')
    sockets.handleUpgrade(request, socket, head, (connection) => {
      connection.on('error', (error) => deps.log.debug({ error: error.message }, 'an editor’s connection failed'))
      connection.on(
        'close',
        deps.editors.add(account.id, () => connection.terminate()),
      )
      deps.drafts.rooms.handleConnection(connection, request, { by: account.name })
    })
  }
  server.on('upgrade', (request, socket, head) => {
    onUpgrade(request, socket, head).catch((error: unknown) => {
      deps.log.error({ error: String(error) }, 'an editor could not be let in')
      close(socket, '500 Internal Server Error')
    })
  })
  return () => {
    for (const client of sockets.clients) client.terminate()
    sockets.close()
  }
}

function close(socket: Duplex, status: string) {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
