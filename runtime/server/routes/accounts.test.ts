import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { AccountsAnswer, DeskAnswer, InvitedAnswer, InvitesAnswer, MeAnswer, type Role, TokensAnswer } from '#api'
import { type Db, openStore } from '#store/open'
import { writeMeta } from '#store/workspace'
import { openLink, type StartedServer, startServer } from '../started-server.ts'

const data = mkdtempSync(join(tmpdir(), 'throughline-'))
let server: StartedServer
let cookie: string
let running = true
beforeAll(async () => {
  // Without the examples, so that whatever a customer writes is offered to a person.
  await inStore((db) => writeMeta(db, 'seeded', 'no'))
  server = await startServer(
    { data },
    { SMTP_PORT: '0', MAIL_DOMAINS: 'help.example.com', MAIL_FROM: 'Help <care@help.example.com>' },
  )
  cookie = await server.signIn('admin')
})
afterAll(async () => {
  if (running) await server.stop()
})

const ask = (method: string, path: string, body?: unknown) => server.ask(method, path, { cookie }, body)
const codeOf = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { error?: { code: string } }).error?.code,
]
const accounts = async () => AccountsAnswer.parse(await (await ask('GET', '/api/accounts')).json()).accounts
const invites = async () => InvitesAnswer.parse(await (await ask('GET', '/api/invites')).json()).invites
const invite = async (name: string, role: Role) =>
  InvitedAnswer.parse(await (await ask('POST', '/api/invites', { name, role })).json())
const idOf = async (who: string) => (await accounts()).find(({ name }) => name === who)?.id ?? ''

test('an open link is listed until it is opened or withdrawn', async () => {
  const { link, expiresAt } = await invite('Noa', 'editor')
  const [noa] = await invites()
  expect(noa).toMatchObject({ name: 'Noa', role: 'editor', expiresAt })
  expect((await ask('DELETE', `/api/invites/${noa?.id}`)).status).toBe(200)
  expect(await openLink(link)).toBe('')
  expect(await codeOf(await ask('DELETE', `/api/invites/${noa?.id}`))).toEqual([404, 'invite.unknown'])

  expect(await openLink((await invite('Noa', 'editor')).link)).not.toBe('')
  expect(await invites()).toEqual([])
})

test('somebody removed is signed out at once, from an open editor too, and no link of theirs works any more', async () => {
  const theirs = await openLink((await invite('Ben', 'editor')).link)
  const { link } = await invite('Ben', 'editor')
  const editor = new WebSocket(`${server.url.replace('http', 'ws')}/collab`, {
    headers: { cookie: theirs, origin: server.url },
  })
  await new Promise((opened) => editor.on('open', opened))
  const closed = new Promise((done) => editor.on('close', () => done('closed')))

  expect((await ask('DELETE', `/api/accounts/${await idOf('Ben')}`)).status).toBe(200)
  expect((await server.ask('GET', '/api/me', { cookie: theirs })).status).toBe(401)
  expect(await closed).toBe('closed')
  expect(await openLink(link)).toBe('')
  expect((await accounts()).map(({ name }) => name)).not.toContain('Ben')
  expect(await codeOf(await ask('DELETE', '/api/accounts/nobody'))).toEqual([404, 'account.missing'])
})

test('nobody removes themselves, and the last admin stays', async () => {
  const me = MeAnswer.parse(await (await ask('GET', '/api/me')).json())
  expect(me.may).toContain('accounts.manage')
  expect(await codeOf(await ask('DELETE', `/api/accounts/${me.id}`))).toEqual([409, 'account.own'])
  const made = await ask('POST', '/api/tokens', { name: 'staff', scopes: ['accounts.manage'] })
  const { token } = (await made.json()) as { token: string }
  const byProgram = await server.ask('DELETE', `/api/accounts/${me.id}`, { token })
  expect(await codeOf(byProgram)).toEqual([409, 'account.last_admin'])
  expect((await ask('GET', '/api/me')).status).toBe(200)
})

test('the customers of somebody removed are offered again, and what they did stays under their name', async () => {
  const desk = async (who: string) =>
    DeskAnswer.parse(await (await server.ask('GET', '/api/desk', { cookie: who })).json())
  const say = (who: string, what: string, id: string) =>
    server.ask('POST', `/api/desk/${what}?id=${encodeURIComponent(id)}`, { cookie: who }, {})
  const ana = await openLink((await invite('Ana', 'agent')).link)
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: server.smtpPort, ignoreTLS: true })
  const mail = { from: 'zoe@example.com', to: 'care@help.example.com', messageId: '<one@example.com>' }
  await transport.sendMail({ ...mail, text: 'I want to talk to a person' })
  await expect.poll(async () => (await desk(ana)).offers.length).toBe(1)
  const [offer] = (await desk(ana)).offers
  const taken = offer?.id ?? ''
  expect((await say(ana, 'accept', taken)).status).toBe(200)
  expect((await desk(cookie)).offers).toEqual([])

  expect((await ask('DELETE', `/api/accounts/${await idOf('Ana')}`)).status).toBe(200)
  const [again] = (await desk(cookie)).offers
  expect(again?.customer.id).toBe(offer?.customer.id ?? '')
  expect(again?.id).not.toBe(taken)
  const before = await server.ask('GET', `/api/desk/handoff?id=${encodeURIComponent(taken)}`, { cookie })
  expect(await before.json()).toMatchObject({ handoff: { status: 'closed', agentName: 'Ana' } })
})

test('tokens say since when they are there, and which scopes there are', async () => {
  const { tokens, scopes } = TokensAnswer.parse(await (await ask('GET', '/api/tokens')).json())
  expect(tokens.find(({ name }) => name === 'staff')).toMatchObject({ scopes: ['accounts.manage'] })
  expect(scopes).toContain('releases.deploy')
  expect(scopes).not.toContain('public')
})

test('every change of who may do what is on record', async () => {
  running = false
  await server.stop()
  const rows = await inStore((db) => db.selectFrom('audit').select(['by', 'what', 'about']).execute())
  const told = rows.map(({ by, what, about }) => `${by}: ${what} ${about}`)
  expect(told).toEqual(
    expect.arrayContaining([
      'Admin: account.invited editor Noa',
      'Admin: invite.withdrawn editor Noa',
      'Admin: account.removed editor Ben',
      'Admin: token.created staff',
    ]),
  )
})

/** What the server's store says while no server has it. */
async function inStore<T>(act: (db: Db) => Promise<T>): Promise<T> {
  const opened = await openStore(data)
  if (!opened.ok) throw new Error(opened.error.message)
  try {
    return await act(opened.store.db)
  } finally {
    await opened.store.close()
  }
}
