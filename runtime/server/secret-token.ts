import { createHash, randomBytes } from 'node:crypto'

/** A token nobody can guess, for cookies, links and programs. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a token: enough to recognise it, useless to whoever reads the store. */
export function hashOf(token: string): string {
  return sha256(token)
}

/** The SHA-256 of a text, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
