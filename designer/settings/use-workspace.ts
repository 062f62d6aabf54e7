import { useCallback, useEffect, useRef, useState } from 'react'
import type { WorkspaceUse } from '#api'
import { Workspace } from '#core'
import { api } from '../api/client.ts'
import { t } from '../i18n/t.ts'
import { settingsApi } from './client.ts'

/** The workspace as it was read: what it holds, when it was saved, and what of it is in use. */
export interface ReadWorkspace {
  workspace: Workspace
  updatedAt: string | null
  uses: WorkspaceUse[]
}

/** What came of saving a part: done, somebody changed the same part meanwhile, or refused. */
export type SavedPart =
  | { ok: true; workspace: Workspace }
  | { ok: false; why: 'changed'; workspace: Workspace }
  | { ok: false; why: 'refused'; message: string }

/** Saves the fields of one part: what they become, and the workspace they were filled in from. */
export type SavePart = (fields: Partial<Workspace>, from: Workspace) => Promise<SavedPart>

/**
 * Reads the workspace and saves parts of it. Whoever saves another part meanwhile is no trouble: their part is kept.
 * Whoever saved the same part is not overwritten.
 */
export function useWorkspace() {
  const [read, setRead] = useState<ReadWorkspace | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const latest = useRef<ReadWorkspace | null>(null)

  const load = useCallback(async (): Promise<ReadWorkspace | string> => {
    const [answer, uses] = await Promise.all([api.workspace(), settingsApi.uses()])
    if (!answer.ok) return answer.message
    if (!uses.ok) return uses.message
    const parsed = Workspace.safeParse(answer.value.workspace)
    if (!parsed.success) return t('The workspace was written by a newer version. Reload the page.')
    latest.current = { workspace: parsed.data, updatedAt: answer.value.updatedAt, uses: uses.value.uses }
    setRead(latest.current)
    return latest.current
  }, [])
  const reload = useCallback(async () => {
    const came = await load()
    setFailed(typeof came === 'string' ? came : null)
  }, [load])
  useEffect(() => void reload(), [reload])

  const save: SavePart = useCallback(
    async (fields, from) => {
      let now = latest.current
      for (let tries = 0; now && tries < 3; tries += 1) {
        if (!sameFields(fields, now.workspace, from)) return { ok: false, why: 'changed', workspace: now.workspace }
        const workspace = { ...now.workspace, ...fields }
        const answer = await settingsApi.saveWorkspace(workspace, now.updatedAt)
        if (answer.ok) {
          latest.current = { ...now, workspace, updatedAt: answer.value.updatedAt }
          setRead(latest.current)
          return { ok: true, workspace }
        }
        if (answer.code !== 'workspace.changed') return { ok: false, why: 'refused', message: answer.message }
        const came = await load()
        if (typeof came === 'string') return { ok: false, why: 'refused', message: came }
        now = came
      }
      return { ok: false, why: 'refused', message: t('Others keep saving the workspace. Try again in a moment.') }
    },
    [load],
  )
  return { read, failed, reload, save }
}

function sameFields(fields: Partial<Workspace>, one: Workspace, other: Workspace): boolean {
  return (Object.keys(fields) as (keyof Workspace)[]).every(
    (key) => JSON.stringify(one[key]) === JSON.stringify(other[key]),
  )
}
