import { useEffect, useState } from 'react'
import type { Workspace } from '#core'
import { t } from '../i18n/t.ts'
import { toast } from '../ui/toast.tsx'
import type { ReadWorkspace, SavePart } from './use-workspace.ts'
import { type Wrong, wrongIn } from './wrong-in.ts'

/** How one part of the workspace is filled in: read into a form, written back, and checked beyond the schema. */
export interface Part<Draft> {
  read: (workspace: Workspace) => Draft
  write: (draft: Draft) => Partial<Workspace>
  /** What is wrong that the schema does not see, by path. */
  wrong?: (draft: Draft) => Wrong
}

/** What every part of the workspace is given. */
export interface PartProps {
  read: ReadWorkspace
  save: SavePart
  readOnly: boolean
  onUnsaved: (is: boolean) => void
}

/** A part being filled in. */
export interface FilledPart<Draft> {
  draft: Draft
  set: (change: (before: Draft) => Draft) => void
  /** What is wrong at a path, once saving was tried. */
  errorAt: (path: string) => string | undefined
  /** What is wrong in other parts because of this one. */
  elsewhere: readonly string[]
  unsaved: boolean
  saving: boolean
  refused: string | null
  /** Somebody else saved the same part meanwhile. */
  changed: boolean
  save: () => Promise<boolean>
  discard: () => void
  /** Saves over what somebody else saved. */
  saveOver: () => Promise<boolean>
}

/** Keeps what is being filled in until it is saved, and says what is wrong with it. */
export function usePart<Draft>(
  part: Part<Draft>,
  { read: { workspace }, save, onUnsaved }: PartProps,
): FilledPart<Draft> {
  const [from, setFrom] = useState(workspace)
  const [draft, setDraft] = useState(() => part.read(workspace))
  const [tried, setTried] = useState(false)
  const [saving, setSaving] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const [changed, setChanged] = useState(false)
  const fields = part.write(draft)
  const unsaved = JSON.stringify(fields) !== JSON.stringify(part.write(part.read(from)))
  useEffect(() => onUnsaved(unsaved), [unsaved, onUnsaved])
  // What others saved shows at once where nothing is being changed.
  if (workspace !== from && !unsaved) start(workspace)

  const wrong = (): Wrong => ({ ...wrongIn({ ...workspace, ...fields }), ...part.wrong?.(draft) })
  const shown = tried ? wrong() : {}
  const ours = (path: string) => (path.split('.')[0] ?? '') in fields
  const act = async (base: Workspace): Promise<boolean> => {
    setTried(true)
    setRefused(null)
    if (Object.keys(wrong()).length > 0) return false
    setSaving(true)
    const saved = await save(fields, base)
    setSaving(false)
    setChanged(!saved.ok && saved.why === 'changed')
    if (!saved.ok) {
      if (saved.why === 'refused') setRefused(saved.message)
      return false
    }
    start(saved.workspace)
    toast(t('Saved'))
    return true
  }
  return {
    draft,
    set: (change) => setDraft(change),
    errorAt: (path) => shown[path],
    elsewhere: Object.entries(shown).flatMap(([path, words]) => (ours(path) ? [] : [words])),
    unsaved,
    saving,
    refused,
    changed,
    save: () => act(from),
    saveOver: () => act(workspace),
    discard: () => start(workspace),
  }

  function start(at: Workspace) {
    setFrom(at)
    setDraft(part.read(at))
    setTried(false)
    setRefused(null)
    setChanged(false)
  }
}
