import { TagsInput, TextInput } from '@mantine/core'
import { t } from '../i18n/t.ts'
import { PartForm } from './part-form.tsx'
import { type Part, type PartProps, usePart } from './use-part.ts'

const general: Part<{ name: string; agentWords: string[] }> = {
  read: ({ name, agentWords }) => ({ name, agentWords }),
  write: (draft) => draft,
}

/** What the workspace is called, and which words mean that a customer wants a person. */
export function GeneralPart(props: PartProps) {
  const part = usePart(general, props)
  const { draft, set, errorAt } = part
  const badWord = draft.agentWords.map((_, at) => errorAt(`agentWords.${at}`)).find(Boolean)
  return (
    <PartForm
      id="general"
      title={t('General')}
      help={t('What the company is called here, and how its customers ask for a person.')}
      part={part as never}
      readOnly={props.readOnly}
    >
      <div className="settings-card">
        <TextInput
          label={t('Name')}
          withAsterisk
          value={draft.name}
          error={errorAt('name')}
          onChange={({ currentTarget: { value: name } }) => set((before) => ({ ...before, name }))}
        />
        <TagsInput
          label={t('Words that mean “I want a person”')}
          description={t(
            'In your customers’ own languages. “Agent”, “human”, “real person” and the like are known without.',
          )}
          placeholder={draft.agentWords.length === 0 ? t('Write a word and press Enter') : undefined}
          value={draft.agentWords}
          error={badWord}
          acceptValueOnBlur
          onChange={(agentWords) => set((before) => ({ ...before, agentWords }))}
        />
      </div>
    </PartForm>
  )
}
