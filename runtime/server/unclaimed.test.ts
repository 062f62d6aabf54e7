import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeskAnswer, RunsAnswer } from '#api'
import { openStore } from '#store/open'
import { writeMeta } from '#store/workspace'
import { type StartedServer, startServer } from './started-server.ts'

const data = mkdtempSync(join(tmpdir(), 'throughline-'))
let server: StartedServer
let cookie: string
beforeAll(async () => {
  // A server on which nothing was ever published.
  const opened = await openStore(data)
  if (!opened.ok) throw new Error(opened.error.message)
  await writeMeta(opened.store.db, 'seeded', 'no')
  await opened.store.close()
  server = await startServer(
    { data },
    { SMTP_PORT: '0', MAIL_DOMAINS: 'help.example.com', MAIL_FROM: 'Help <care@help.example.com>' },
  )
  cookie = await server.signIn('admin')
})
afterAll(() => server.stop())

const desk = async () => DeskAnswer.parse(await (await server.ask('GET', '/api/desk', { cookie })).json())
const runs = async () => RunsAnswer.parse(await (await server.ask('GET', '/api/runs', { cookie })).json()).runs
const say = (what: string, id: string, body: object = {}) =>
  server.ask('POST', `/api/desk/${what}?id=${encodeURIComponent(id)}`, { cookie }, body)
const letters = () => {
  const outbox = join(data, 'outbox')
  return readdirSync(outbox).map((name) => readFileSync(join(outbox, name), 'utf8'))
}

test('a message that no journey claims is acknowledged, waits on the desk, and is answered there', async () => {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: server.smtpPort, ignoreTLS: true })
  const mail = { from: 'Bea <bea@example.com>', to: 'care@help.example.com', subject: 'Lost glove' }
  await transport.sendMail({ ...mail, text: 'I left a glove in your shop.', messageId: '<one@example.com>' })
  await expect.poll(() => letters().length).toBe(1)
  expect(letters()[0]).toContain('we have your message')

  await transport.sendMail({ ...mail, text: 'It is blue.', messageId: '<two@example.com>' })
  const { offers, unclaimed, queues } = await desk()
  expect(offers).toMatchObject([
    { queue: 'unclaimed', channel: 'email', customer: { name: 'Bea' }, lastSaid: { text: 'It is blue.' } },
  ])
  expect(queues).toContainEqual({ id: 'unclaimed', name: 'No journey answers' })
  expect(unclaimed).toEqual([])
  expect(letters()).toHaveLength(1)

  const id = offers[0]?.id ?? ''
  expect((await say('accept', id)).status).toBe(200)
  expect((await say('shown', id)).status).toBe(200)
  expect((await say('reply', id, { id: 'reply-one', text: 'It lies here for you.', channel: 'email' })).status).toBe(
    200,
  )
  await expect.poll(() => letters().length).toBe(2)
  expect(letters().join()).toContain('It lies here for you.')
  expect((await say('close', id, { outcome: 'resolved', disposition: 'Found' })).status).toBe(200)
  expect(await runs()).toMatchObject([{ journey: 'unclaimed-messages', status: 'ended' }])
})

test('what the customer is told and which queue it waits in are the workspace’s', async () => {
  const { workspace } = (await (await server.ask('GET', '/api/workspace', { cookie })).json()) as { workspace: object }
  const changed = {
    ...workspace,
    queues: { care: { name: 'Care' } },
    unclaimed: { text: 'Danke, wir lesen das.', queue: 'care' },
  }
  expect((await server.ask('PUT', '/api/workspace', { cookie }, { workspace: changed })).status).toBe(200)
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: server.smtpPort, ignoreTLS: true })
  await transport.sendMail({
    from: 'zoe@example.com',
    to: 'care@help.example.com',
    text: 'Hello',
    messageId: '<z@z.z>',
  })
  await expect.poll(() => letters().some((letter) => letter.includes('Danke, wir lesen das.'))).toBe(true)
  expect((await desk()).offers).toMatchObject([{ queue: 'care' }])

  const braces = { ...changed, unclaimed: { text: 'Hello {{name}}' } }
  expect((await server.ask('PUT', '/api/workspace', { cookie }, { workspace: braces })).status).toBe(422)
})
