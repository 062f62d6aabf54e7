import type { z } from 'zod'
import { setConfig } from '../document/commands/set-node.ts'
import { useEditor, useJourney, useSurroundings, useUi } from '../editor/editor-context.ts'
import { t } from '../i18n/t.ts'
import { besideField, keyOfProblem } from '../problems/show-problem.ts'
import { ObjectField } from './fields/object-field.tsx'
import { schemaOf } from './fields/schema.ts'
import { OutcomeList } from './outcomes-tab.tsx'

/** A step's own settings, drawn from its schema; then what can happen next. */
export function SettingsTab({ id }: { id: string }) {
  const editor = useEditor()
  const node = useJourney((journey) => journey.nodes[id])
  const type = useSurroundings((state) => state.catalog.nodes.get(node?.type ?? ''))
  const problems = useUi((state) => state.problems)
  if (!node) return null
  if (!type) {
    return (
      <div className="section">
        <p>
          {t('This designer does not know the kind “{type}”. The step and its settings are kept as they are.', {
            type: node.type,
          })}
        </p>
        <pre className="raw-config">{JSON.stringify(node.config, null, 2)}</pre>
      </div>
    )
  }
  const schema = schemaOf(type)
  const parsed = type.config.safeParse(node.config)
  const issues = parsed.success
    ? []
    : (parsed.error as z.ZodError).issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  const mine = problems.filter((problem) => problem.node === id && problem.path.includes('config'))
  const errorAt = (path: string) => {
    const issue = issues.find((each) => each.path === path)
    // What zod says of an empty field is about its length; people want to hear that it is missing.
    if (issue) return isEmpty(valueAt(node.config, path)) ? t('Fill this in.') : t(issue.message)
    const found = mine.find((problem) => problem.path.slice(problem.path.indexOf('config') + 1).join('.') === path)
    return found && besideField(t(found.message))
  }
  const general = problems.filter(
    (problem) => problem.node === id && !problem.path.includes('config') && problem.severity !== 'tip',
  )
  return (
    <>
      {general.length > 0 && (
        <ul className="callouts">
          {general.map((problem) => (
            <li key={keyOfProblem(problem)} data-severity={problem.severity}>
              {problem.message}
            </li>
          ))}
        </ul>
      )}
      <div className="section fields">
        {Object.keys(schema.properties ?? {}).length === 0 && <p className="muted">{t('Nothing to set here.')}</p>}
        <ObjectField
          bare
          path=""
          name=""
          schema={schema}
          root={schema}
          value={node.config}
          required
          errorAt={errorAt}
          onChange={(path, value, how) =>
            editor.document.run((journey) => setConfig(journey, id, pathOf(path), value), how)
          }
        />
      </div>
      <div className="section">
        <h3 className="section-label">{t('What can happen')}</h3>
        <OutcomeList id={id} />
      </div>
    </>
  )
}

function pathOf(path: string): (string | number)[] {
  return path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

function valueAt(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], config)
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || value === null
}
