import type { WorkspaceUse } from '#api'
import { t } from '../i18n/t.ts'

/** Warns of what is being removed while journeys name it: which they are, and what that means. */
export function RemovedInUse({
  kind,
  before,
  ids,
  uses,
  meaning,
}: {
  kind: WorkspaceUse['kind']
  /** What there was, by id, with its name. */
  before: Readonly<Record<string, string>>
  /** The ids there are now. */
  ids: readonly string[]
  uses: readonly WorkspaceUse[]
  meaning: string
}) {
  const removed = Object.entries(before).flatMap(([id, name]) => {
    const by = ids.includes(id) ? [] : uses.filter((use) => use.kind === kind && use.id === id)
    return by.length === 0 ? [] : [{ id, name, by: by.map(inWords).join(', ') }]
  })
  if (removed.length === 0) return null
  return (
    <div className="settings-warning" role="status">
      {removed.map(({ id, name, by }) => (
        <p key={id}>{t('“{name}” is in use: {by}.', { name, by })}</p>
      ))}
      <p>{meaning}</p>
    </div>
  )
}

function inWords({ document: { name }, draft, release }: WorkspaceUse): string {
  if (release === null) return t('{name} (draft)', { name })
  return draft
    ? t('{name} (draft, and live as r{n})', { name, n: release })
    : t('{name} (live as r{n})', { name, n: release })
}
