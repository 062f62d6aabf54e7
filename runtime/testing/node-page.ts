import { z } from 'zod'
import { type AnyNodeType, channels } from '#sdk'
import type { NodeCase } from './run-case.ts'

/**
 * The page of a kind of step: what it does, its settings, its ways out, and its cases in words. Made from its
 * definition, so it is never out of date. What the page so far says under “On each channel” is written by people
 * and kept.
 */
export function nodePage(type: AnyNodeType, cases: readonly NodeCase[], soFar = ''): string {
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
    `\`${type.type}\`, group *${type.group}*. ${type.description}`,
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
      : Object.keys(outcomes).length === 0
        ? ['The names its document ends with.']
        : Object.entries(outcomes).map(
            ([id, outcome]) => `- \`${id}\`: ${outcome.label}${outcome.mayEnd ? ' (the run may end here)' : ''}`,
          )),
    '',
    '## On each channel',
    '',
    channelsSection(soFar) ?? where,
    '',
    '## What it does, by example',
    '',
    ...cases.slice(0, shownCases).map((given) => `- ${given.name}`),
    '',
    `${cases.length > shownCases ? 'These and more' : 'The cases'} are in \`cases.json\` and run with \`npm test\`.`,
    '',
  ].join('\n')
}

/** A page shows this many; who wants more reads the file. */
const shownCases = 6

/** What people wrote about a step's channels; undefined when nobody did yet. */
export function channelsSection(page: string): string | undefined {
  return /\n## On each channel\n+([\s\S]*?)(?=\n+## |\s*$)/.exec(page)?.[1]?.trim() || undefined
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
