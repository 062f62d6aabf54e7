import { useMemo } from 'react'
import { useJourney, useSurroundings } from '../../editor/editor-context.ts'
import { t } from '../../i18n/t.ts'

/** Something a template or formula may speak of. */
export interface KnownData {
  name: string
  label: string
  type: string
  from: string
}

/** Everything that can be put into a text here: facts, the customer's own facts, the profile, the channel. */
export function useKnownData(): KnownData[] {
  const facts = useJourney((journey) => journey.facts)
  const workspace = useSurroundings((state) => state.catalog.workspace)
  return useMemo(
    () => [
      ...Object.entries(facts).map(([name, fact]) => ({
        name,
        label: fact.label || name,
        type: fact.type,
        from: t('This journey'),
      })),
      ...Object.entries(workspace.facts)
        .filter(([name]) => !(name in facts))
        .map(([name, fact]) => ({ name, label: fact.label, type: fact.type, from: t('Customer') })),
      { name: 'customer.name', label: t('Customer’s name'), type: 'text', from: t('Customer') },
      { name: 'customer.language', label: t('Customer’s language'), type: 'text', from: t('Customer') },
      ...Object.entries(workspace.profile).map(([name, field]) => ({
        name: `profile.${name}`,
        label: field.label,
        type: field.type,
        from: t('Profile'),
      })),
      { name: 'channel', label: t('Channel'), type: 'text', from: t('Now') },
    ],
    [facts, workspace],
  )
}
