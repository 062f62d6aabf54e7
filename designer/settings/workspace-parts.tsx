import { useCallback } from 'react'
import { t } from '../i18n/t.ts'
import { Failed } from './failed.tsx'
import { GeneralPart } from './general-part.tsx'
import { HoursPart } from './hours-part.tsx'
import { ProfilePart } from './profile-part.tsx'
import { QueuesPart } from './queues-part.tsx'
import type { SectionId } from './sections.ts'
import { UnclaimedPart } from './unclaimed-part.tsx'
import type { PartProps } from './use-part.ts'
import { useWorkspace } from './use-workspace.ts'

const parts = {
  general: GeneralPart,
  queues: QueuesPart,
  hours: HoursPart,
  profile: ProfilePart,
  unclaimed: UnclaimedPart,
}
type PartId = keyof typeof parts

/** The parts of the workspace. Those not shown stay, so that nothing filled in is lost by looking elsewhere. */
export function WorkspaceParts({
  current,
  readOnly,
  onUnsaved,
}: {
  current: SectionId
  readOnly: boolean
  onUnsaved: (part: SectionId, is: boolean) => void
}) {
  const { read, failed, reload, save } = useWorkspace()
  if (!read) {
    if (!(current in parts)) return null
    return failed ? (
      <Failed why={failed} again={reload} />
    ) : (
      <div className="settings-skeleton" role="status" aria-label={t('Loading')} />
    )
  }
  return (Object.keys(parts) as PartId[]).map((id) => (
    <section key={id} hidden={id !== current} aria-labelledby={`${id}-title`}>
      <OnePart id={id} {...{ read, save, readOnly, onUnsaved }} />
    </section>
  ))
}

function OnePart({
  id,
  onUnsaved,
  ...props
}: Omit<PartProps, 'onUnsaved'> & { id: PartId; onUnsaved: (part: SectionId, is: boolean) => void }) {
  const Part = parts[id]
  const tell = useCallback((is: boolean) => onUnsaved(id, is), [id, onUnsaved])
  return <Part {...props} onUnsaved={tell} />
}
