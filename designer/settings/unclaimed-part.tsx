import { Select, Textarea } from '@mantine/core'
import type { Workspace } from '#core'
import { t } from '../i18n/t.ts'
import { PartForm } from './part-form.tsx'
import { type Part, type PartProps, usePart } from './use-part.ts'

const unclaimed: Part<Workspace['unclaimed']> = {
  read: (workspace) => workspace.unclaimed,
  write: ({ text, queue }) => ({ unclaimed: { text, ...(queue && { queue }) } }),
}

/** What becomes of a message that no journey answers. */
export function UnclaimedPart(props: PartProps) {
  const part = usePart(unclaimed, props)
  const { draft, set, errorAt } = part
  const queues = Object.entries(props.read.workspace.queues)
  return (
    <PartForm
      id="unclaimed"
      title={t('Unanswered messages')}
      help={t('When somebody writes and no journey answers, they are told this, and the message waits for a person.')}
      means={t('It holds from the next message on.')}
      part={part as never}
      readOnly={props.readOnly}
    >
      <div className="settings-card">
        <Textarea
          label={t('The customer is told')}
          withAsterisk
          autosize
          minRows={3}
          maxLength={2000}
          value={draft.text}
          error={errorAt('unclaimed.text')}
          onChange={({ currentTarget: { value: text } }) => set((before) => ({ ...before, text }))}
        />
        <Select
          label={t('Waits in')}
          data={queues.map(([value, { name }]) => ({ value, label: name }))}
          placeholder={t('A queue of its own, “No journey answers”')}
          value={draft.queue ?? null}
          clearable
          clearButtonProps={{ 'aria-label': t('No queue chosen') }}
          error={errorAt('unclaimed.queue')}
          onChange={(queue) => set(({ text }) => ({ text, ...(queue && { queue }) }))}
        />
      </div>
    </PartForm>
  )
}
