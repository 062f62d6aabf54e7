import type { Logger } from 'pino'
import type { Driver } from '#drivers/driver'
import type { AnyNodeType } from '#sdk'
import type { Db } from '#store/open'
import type { Drafts } from './drafts.ts'
import type { OpenEditors } from './open-editors.ts'

/** Everything the routes work with, made once when the server starts. */
export interface Deps {
  db: Db
  driver: Driver
  nodes: readonly AnyNodeType[]
  drafts: Drafts
  editors: OpenEditors
  log: Logger
  now: () => number
  newId: () => string
  /** The name of the sign-in cookie; its own for each installation, because cookies do not tell ports apart. */
  cookie: string
  /** Whether people reach this server by https, so that cookies may insist on it. */
  https: boolean
  /** Where people and providers reach this server; known once it listens. */
  publicUrl: () => string
  /** How many reverse proxies of ours every request comes through. */
  proxies: number
  /** The names of the secrets this server was given. */
  secretNames: ReadonlySet<string>
  /** Prepares anew what the server itself makes of the workspace. */
  workspaceChanged: () => Promise<void>
}
