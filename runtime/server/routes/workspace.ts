import { Hono } from 'hono'
import { type DoneAnswer, WorkspaceBody } from '#api'
import { parseWorkspace } from '#core'
import { audit } from '#store/accounts'
import { readWorkspace, saveWorkspace } from '#store/workspace'
import { type Env, may } from '../may.ts'
import { readBody } from '../read-body.ts'
import { refuse } from '../refuse.ts'

/** What the company has that its journeys refer to. Whatever is published next uses it; releases keep their own. */
export function workspaceRoutes() {
  return new Hono<Env>()
    .get('/api/workspace', may('workspace.read'), async (c) => {
      return c.json({ workspace: await readWorkspace(c.get('deps').db) } satisfies WorkspaceBody)
    })
    .put('/api/workspace', may('workspace.write'), async (c) => {
      const body = await readBody(c, WorkspaceBody)
      if (!body.ok) return body.response
      const parsed = parseWorkspace(body.value.workspace)
      if (!parsed.ok)
        return refuse(c, 422, 'workspace.invalid', parsed.problems[0]?.message ?? 'It cannot be read.', parsed.problems)
      const { db, now, workspaceChanged } = c.get('deps')
      await saveWorkspace(db, parsed.value, now())
      await workspaceChanged()
      await audit(db, { at: now(), by: c.get('actor')?.name ?? '', what: 'workspace.replaced', about: 'workspace' })
      return c.json({ ok: true } satisfies DoneAnswer)
    })
}
