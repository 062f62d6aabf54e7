import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that listens already and answers "not ready" until it is given what to answer with. */
export interface Listening {
  server: Server
  port: number
  answerWith(listener: RequestListener): void
  close(): Promise<void>
}

/** Takes the port, or says in one sentence why not and what to do. */
export async function listen(
  host: string,
  port: number,
): Promise<{ ok: true; listening: Listening } | { ok: false; message: string }> {
  let answer: RequestListener = (_, response) => {
    response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' })
    response.end(JSON.stringify({ status: 'starting' }))
  }
  const server = createServer((request, response) => answer(request, response))
  // A visitor who sends a byte a minute must not hold a connection for good.
  server.requestTimeout = 60_000
  server.headersTimeout = 20_000
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
    server.once('error', done)
    server.listen(port, host, () => done(undefined))
  })
  if (failure) return { ok: false, message: explain(failure, host, port) }
  return {
    ok: true,
    listening: {
      server,
      port: (server.address() as AddressInfo).port,
      answerWith: (listener) => {
        answer = listener
      },
      close: () =>
        new Promise<void>((done) => {
          server.close(() => done())
          server.closeIdleConnections()
          setTimeout(() => server.closeAllConnections(), 1000).unref()
        }),
    },
  }
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is in use, perhaps by another Throughline. Stop that, or choose another port with --port (0 takes any free one).`
  if (error.code === 'EACCES') return `This user may not listen on port ${port}. Choose one above 1023 with --port.`
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return `This machine has no address ${host} to listen on. Choose another with HOST or --host.`
  return `The server cannot listen on ${host}:${port}: ${error.message}. Choose another address with --host and --port.`
}
