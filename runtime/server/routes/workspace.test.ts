import { afterAll, beforeAll, expect, test } from 'vitest'
import { WorkspaceAnswer, WorkspaceSavedAnswer, WorkspaceUsesAnswer } from '#api'
import { type StartedServer, startServer } from '../started-server.ts'

let server: StartedServer
let admin: string
let editor: string
beforeAll(async () => {
  server = await startServer()
  admin = await server.signIn('admin')
  editor = await server.signIn('editor')
})
afterAll(() => server.stop())

const read = async () =>
  WorkspaceAnswer.parse(await (await server.ask('GET', '/api/workspace', { cookie: editor })).json())
const save = (body: object, cookie = admin) => server.ask('PUT', '/api/workspace', { cookie }, body)

test('of two who change what they read, the second is told and nothing of the first is lost', async () => {
  const { workspace, updatedAt } = await read()
  const first = await save({ workspace: { ...workspace, name: 'First' }, updatedAt })
  const { updatedAt: savedAt } = WorkspaceSavedAnswer.parse(await first.json())
  const second = await save({ workspace: { ...workspace, name: 'Second' }, updatedAt })
  expect([second.status, await second.json()]).toMatchObject([409, { error: { code: 'workspace.changed' } }])
  expect(await read()).toMatchObject({ workspace: { name: 'First' }, updatedAt: savedAt })

  expect((await save({ workspace: { ...workspace, name: 'Second' }, updatedAt: savedAt })).status).toBe(200)
  expect((await save({ workspace: { ...workspace, name: 'Script' } })).status).toBe(200)
  expect((await save({ workspace, updatedAt: null })).status).toBe(409)
})

test('saving belongs to admins', async () => {
  const { workspace } = await read()
  expect((await save({ workspace }, editor)).status).toBe(403)
})

test('what is in use says by which documents, in drafts and in what is live', async () => {
  const journey = {
    format: 1,
    kind: 'journey',
    id: 'by-tier',
    name: 'By tier',
    nodes: {
      start: { type: 'inbound', config: {}, next: { received: 'say' } },
      say: { type: 'say', config: { text: 'Hello {{profile.tier|friend}}' }, next: { sent: 'end' } },
      end: { type: 'end', config: {} },
    },
  }
  await server.ask('POST', '/api/documents', { cookie: editor }, { document: journey })
  const answer = await server.ask('GET', '/api/workspace/uses', { cookie: editor })
  const { uses } = WorkspaceUsesAnswer.parse(await answer.json())
  const document = { id: 'billing-question', name: 'Billing question' }
  expect(uses).toContainEqual({ kind: 'queue', id: 'billing', document, draft: true, release: 1 })
  expect(uses).toContainEqual({
    kind: 'profile',
    id: 'tier',
    document: { id: 'by-tier', name: 'By tier' },
    draft: true,
    release: null,
  })
  expect(uses.some(({ kind }) => kind === 'hours')).toBe(true)
})
