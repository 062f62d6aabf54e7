import { Select, Textarea } from '@mantine/core'
import { stageOf } from '../document/commands/add-node.ts'
import { setEnvelope } from '../document/commands/set-node.ts'
import { putInStage } from '../document/commands/stages.ts'
import { useEditor, useJourney } from '../editor/editor-context.ts'
import { t } from '../i18n/t.ts'

/** What colleagues should know about a step, the stage it is in, and its id. */
export function NotesTab({ id }: { id: string }) {
  const editor = useEditor()
  const note = useJourney((journey) => journey.nodes[id]?.note)
  const stages = useJourney((journey) => journey.stages)
  const stage = useJourney((journey) => stageOf(journey, id))
  return (
    <div className="section fields">
      <Textarea
        label={t('Note')}
        description={t('For colleagues. The journey does not read it.')}
        autosize
        minRows={4}
        maxRows={14}
        value={note ?? ''}
        onChange={(event) => {
          const text = event.currentTarget.value
          editor.document.run((journey) => setEnvelope(journey, id, { note: text === '' ? undefined : text }), {
            typing: true,
          })
        }}
      />
      {Object.keys(stages).length > 0 && (
        <Select
          label={t('Stage')}
          data={Object.entries(stages).map(([value, { name }]) => ({ value, label: name || value }))}
          value={stage ?? null}
          clearable
          placeholder={t('In none')}
          onChange={(next) => editor.document.run((journey) => putInStage(journey, id, next))}
        />
      )}
      <p className="field-note muted">
        {t('Id')}: <code>{id}</code>
      </p>
    </div>
  )
}
