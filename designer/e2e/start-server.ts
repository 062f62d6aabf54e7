/// <reference types="node" />
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A real server on a free port with an empty data folder, and the one-time link it printed. */
export interface StartedServer {
  link: string
  stop(): Promise<void>
}

/** Starts the server as people do, and waits for its link. */
export async function startServer(): Promise<StartedServer> {
  const data = await mkdtemp(join(tmpdir(), 'throughline-e2e-'))
  const child = spawn(process.execPath, ['bin/throughline.js', 'serve', '--port', '0', '--data', data], { cwd: root })
  const link = await printedLink(child)
  return {
    link,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      await rm(data, { recursive: true, force: true })
    },
  }
}

function printedLink(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      const link = /https?:\/\/\S+\/open\?token=\S+/.exec(said)?.[0]
      if (link) found(link)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.on('exit', (code) => failed(new Error(`The server stopped with ${code}: ${said}`)))
  })
}
