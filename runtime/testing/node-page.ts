import { z } from 'zod'
import { formatJourney, Journey, outcomesOf } from '#core'
import { type AnyNodeType, channels } from '#sdk'
import type { NodeCase } from './run-case.ts'

/** The page of a kind of step: what it does, its settings, its ways out, and its cases in words. Made from its definition, so it is never out of date. */
export function nodePage(type: AnyNodeType, cases: readonly NodeCase[]): string {
  const schema = z.toJSONSchema(type.config, { io: 'input' }) as {
    properties?: Record<string, Setting>
    required?: string[]
  }
  const settings = Object.entries(schema.properties ?? {})
  const example = cases.find((given) => given.example)
  const config = example && type.config.safeParse(example.config)
  const outcomes =
    typeof type.outcomes === 'function' ? (config?.success ? type.outcomes(config.data) : {}) : type.outcomes
  const where =
    type.channels === 'any'
      ? 'Works on every channel.'
      : `Works on ${type.channels.map((id) => channels[id].name).join(', ')}.`
  return [
    `# ${type.title}`,
    '',
    `\`${type.type}\`, group *${type.group}*. ${type.description} ${where}`,
    '',
    '## Settings',
    '',
    ...(settings.length === 0
      ? ['None.']
      : [
          '| setting | in the document | needed |',
          '|---|---|---|',
          ...settings.map(([name, setting]) => settingRow(name, setting, schema.required?.includes(name) ?? false)),
        ]),
    '',
    '## Outcomes',
    '',
    ...(type.ends
      ? ['None: it ends what it stands in.']
      : Object.entries(outcomes).map(
          ([id, outcome]) => `- \`${id}\`: ${outcome.label}${outcome.mayEnd ? ' (the run may end here)' : ''}`,
        )),
    '',
    '## What it does, by example',
    '',
    ...cases.map((given) => `- ${given.name}`),
    '',
    'The cases are in `cases.json` and run with `npm test`.',
    '',
  ].join('\n')
}

/** A small journey that shows a kind of step at work, from its example case. */
export function nodeExample(type: AnyNodeType, given: NodeCase): string {
  const isProtocolStep = type.role !== undefined
  const node = { type: type.type, name: type.title, config: given.config, ...given.node }
  const bare = Journey.shape.nodes.parse({ step: node }).step
  if (!bare) throw new Error('The example has no step.')
  const catalog = { nodes: new Map([[type.type, type]]), documents: {}, workspace: undefined as never }
  const next = Object.fromEntries(Object.keys(outcomesOf(bare, catalog)).map((outcome) => [outcome, 'over']))
  const step = type.ends ? node : { ...node, next }
  const starts = type.group === 'start' || type.role === 'give'
  const first = isProtocolStep
    ? { give: { type: 'give', name: 'Give the context', next: { given: 'step' } } }
    : { begin: { type: 'inbound', name: 'Customer gets in touch', next: { received: 'step' } } }
  const nodes = {
    ...(starts ? {} : first),
    step,
    ...(type.ends
      ? {}
      : { over: { type: 'end', name: 'Over', config: { as: isProtocolStep ? 'resolved' : 'solved' } } }),
  }
  const names = [
    ...new Set([
      ...(JSON.stringify(given).match(/"(?:fact|saveAs|opensAs)":"([a-z][a-z0-9_]*)"/g) ?? []).map(
        (each) => each.split('"').at(-2) ?? '',
      ),
      ...Object.keys(given.facts),
    ]),
  ]
  const facts = Object.fromEntries(
    names.map((name) => [name, { type: typeof given.facts[name] === 'number' ? 'number' : 'text', label: name }]),
  )
  const layout = Object.fromEntries(Object.keys(nodes).map((id, index) => [id, [index * 280, 120] as [number, number]]))
  return formatJourney(
    Journey.parse({
      format: 1,
      kind: isProtocolStep ? 'protocol' : 'journey',
      id: `example-${type.type}`,
      name: `Example: ${type.title}`,
      facts,
      nodes,
      layout,
    }),
  )
}

interface Setting {
  title?: string
  description?: string
  type?: string
  enum?: string[]
  default?: unknown
}

function settingRow(
  name: string,
  { title, description, enum: options, default: preset }: Setting,
  required: boolean,
): string {
  const what = [title ?? name, description, options && `One of ${options.join(', ')}.`]
    .filter(Boolean)
    .join('. ')
    .replaceAll('..', '.')
    .replaceAll('|', '\\|')
  const shown =
    preset === undefined || (typeof preset === 'object' && Object.keys(preset as object).length === 0)
      ? 'no'
      : `no (\`${JSON.stringify(preset)}\`)`
  return `| ${what} | \`${name}\` | ${required && preset === undefined ? 'yes' : shown} |`
}
