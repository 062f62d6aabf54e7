import { useMantineColorScheme } from '@mantine/core'
import { Spotlight, type SpotlightActionData } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { tidy } from '../canvas/tidy.ts'
import { addStep, duplicateSelected, removeSelected, stageSelected } from '../editor/actions.ts'
import { useEditor, useJourney, useSurroundings, useUi } from '../editor/editor-context.ts'
import { stepName, thingName } from '../editor/names.ts'
import { t } from '../i18n/t.ts'
import { paletteGroups } from '../palette/entries.ts'
import { showProblem } from '../problems/show-problem.ts'
import { NodeIcon } from '../ui/icon.tsx'
import { go } from '../ui/route.ts'
import { tintOf } from '../ui/tint.ts'

/** Everything by its name: steps to go to or add, problems, data, other journeys, commands. */
export function Search() {
  const editor = useEditor()
  const journey = useJourney((each) => each)
  const nodes = useSurroundings((state) => state.catalog.nodes)
  const documents = useSurroundings((state) => state.documents)
  const problems = useUi((state) => state.problems)
  const { setColorScheme } = useMantineColorScheme()
  const command = (id: string, label: string, onClick: () => void): SpotlightActionData => ({
    id: `>${id}`,
    label,
    keywords: ['>'],
    onClick,
  })
  const groups = [
    {
      group: t('Go to'),
      actions: Object.keys(journey.nodes).map((id) => {
        const type = nodes.get(journey.nodes[id]?.type ?? '')
        return {
          id: `@${id}`,
          label: stepName(journey, id),
          description: type ? t(type.title) : undefined,
          keywords: ['@', id],
          leftSection: (
            <span className="tile" data-tint={tintOf(type)}>
              <NodeIcon name={type?.icon ?? 'help'} size={14} />
            </span>
          ),
          onClick: () => {
            editor.ui.setState({ selected: [id], inspector: true })
            editor.view.current?.reveal(id)
          },
        }
      }),
    },
    {
      group: t('Add'),
      actions: paletteGroups(journey.kind).flatMap((group) =>
        group.entries.map((entry) => ({
          id: `+${entry.id}`,
          label: t('Add {step}', { step: entry.title }),
          description: entry.description,
          keywords: entry.words.split(' '),
          leftSection: (
            <span className="tile" data-tint={tintOf(entry.type)}>
              <NodeIcon name={entry.icon} size={14} />
            </span>
          ),
          onClick: () => addStep(editor, entry),
        })),
      ),
    },
    {
      group: t('Problems'),
      actions: problems.map((problem, index) => ({
        id: `!${index}`,
        label: problem.message,
        description: problem.node ? thingName(journey, problem.node) : journey.name,
        keywords: ['problem'],
        onClick: () => showProblem(editor, problem),
      })),
    },
    {
      group: t('Data'),
      actions: Object.entries(journey.facts).map(([name, fact]) => ({
        id: `#${name}`,
        label: fact.label || name,
        description: t(fact.type),
        keywords: ['#', name],
        onClick: () => editor.ui.setState({ dock: 'data' }),
      })),
    },
    {
      group: t('Journeys'),
      actions: documents
        .filter(({ id }) => id !== editor.id)
        .map(({ id, name }) => ({
          id: `/${id}`,
          label: name,
          keywords: ['open'],
          onClick: () => go(`/journeys/${encodeURIComponent(id)}`),
        })),
    },
    {
      group: t('Commands'),
      actions: [
        command('undo', t('Undo'), editor.document.undo),
        command('redo', t('Redo'), editor.document.redo),
        command('tidy', t('Tidy up'), () => void tidy(editor)),
        command('fit', t('Fit the journey'), () => editor.view.current?.fit()),
        command('duplicate', t('Duplicate what is selected'), () => duplicateSelected(editor)),
        command('delete', t('Delete what is selected'), () => removeSelected(editor)),
        command('stage', t('Make a stage of what is selected'), () => stageSelected(editor)),
        command('publish', t('Publish'), () => editor.ui.setState({ publishing: true })),
        command('outline', t('Show the outline'), () => editor.ui.setState({ left: 'outline' })),
        command('code', t('Show the code'), () => editor.ui.setState({ dock: 'code' })),
        command('light', t('Light theme'), () => setColorScheme('light')),
        command('dark', t('Dark theme'), () => setColorScheme('dark')),
        command('keys', t('Keyboard help'), () => editor.ui.setState({ help: true })),
        command('journeys', t('All journeys'), () => go('/')),
      ],
    },
  ].filter((group) => group.actions.length > 0)
  return (
    <Spotlight
      actions={groups}
      shortcut={['mod + K']}
      nothingFound={t('Nothing found.')}
      highlightQuery
      scrollable
      maxHeight={420}
      limit={40}
      filter={(query, all) => narrow(query, all as typeof groups) as never}
      searchProps={{
        leftSection: <IconSearch size={16} stroke={1.8} />,
        placeholder: t('Search or run: > commands, @ steps, # data'),
        'aria-label': t('Search or run'),
      }}
    />
  )
}

function narrow(query: string, groups: { group: string; actions: SpotlightActionData[] }[]) {
  const text = query.trim().toLowerCase()
  const prefix = ['>', '@', '#'].find((each) => text.startsWith(each))
  const words = (prefix ? text.slice(1) : text).split(/\s+/).filter(Boolean)
  return groups
    .map(({ group, actions }) => ({
      group,
      actions: actions.filter(({ id, label, description, keywords }) => {
        if (prefix && !id.startsWith(prefix)) return false
        const searched =
          `${label} ${description ?? ''} ${Array.isArray(keywords) ? keywords.join(' ') : (keywords ?? '')}`.toLowerCase()
        return words.every((word) => searched.includes(word))
      }),
    }))
    .filter(({ actions }) => actions.length > 0)
}
