import { Hono } from 'hono'
import { ReplaceWorkspace, type WorkspaceAnswer, type WorkspaceSavedAnswer, type WorkspaceUsesAnswer } from '#api'
import { parseWorkspace } from '#core'
import { audit } from '#store/accounts'
import { savedWorkspace, saveWorkspace } from '#store/workspace'
import { type Env, may } from '../may.ts'
import { readBody } from '../read-body.ts'
import { refuse } from '../refuse.ts'
import { workspaceUses } from '../workspace-uses.ts'

/** What the company has that its journeys refer to. Whatever is published next uses it; releases keep their own. */
export function workspaceRoutes() {
  return new Hono<Env>()
    .get('/api/workspace', may('workspace.read'), async (c) => {
      const { workspace, updatedAt } = await savedWorkspace(c.get('deps').db)
      return c.json({ workspace, updatedAt: updatedAt === null ? null : iso(updatedAt) } satisfies WorkspaceAnswer)
    })
    .get('/api/workspace/uses', may('workspace.read'), async (c) => {
      const { db, nodes, drafts } = c.get('deps')
      await drafts.flush()
      return c.json({ uses: await workspaceUses(db, nodes) } satisfies WorkspaceUsesAnswer)
    })
    .put('/api/workspace', may('workspace.write'), async (c) => {
      const body = await readBody(c, ReplaceWorkspace)
      if (!body.ok) return body.response
      const parsed = parseWorkspace(body.value.workspace)
      if (!parsed.ok)
        return refuse(c, 422, 'workspace.invalid', parsed.problems[0]?.message ?? 'It cannot be read.', parsed.problems)
      const { db, now, workspaceChanged } = c.get('deps')
      const { updatedAt: readAt } = body.value
      const savedAt = await saveWorkspace(
        db,
        parsed.value,
        now(),
        typeof readAt === 'string' ? Date.parse(readAt) : readAt,
      )
      if (savedAt === undefined) {
        const message =
          'Somebody saved the workspace after it was read. Read it again, so that nothing of theirs is lost.'
        return refuse(c, 409, 'workspace.changed', message)
      }
      await workspaceChanged()
      await audit(db, { at: now(), by: c.get('actor')?.name ?? '', what: 'workspace.replaced', about: 'workspace' })
      return c.json({ ok: true, updatedAt: iso(savedAt) } satisfies WorkspaceSavedAnswer)
    })
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
