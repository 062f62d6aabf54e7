import { drawnTypes, presets } from '#nodes'
import { type AnyNodeType, nodeGroups } from '#sdk'
import { t } from '../i18n/t.ts'

/** One thing that can be added: a kind of step, or a preset of one. */
export interface PaletteEntry {
  id: string
  type: AnyNodeType
  title: string
  icon: string
  description: string
  config: Record<string, unknown>
  words: string
}

/** One group of the palette. */
export interface PaletteGroup {
  id: string
  title: string
  entries: PaletteEntry[]
}

const titles: Record<string, string> = {
  start: 'Start',
  message: 'Messages',
  ask: 'Ask',
  decide: 'Decide',
  data: 'Data',
  'self-service': 'Self-service',
  triage: 'Triage',
  context: 'Context',
  people: 'People',
  time: 'Time',
  survey: 'Surveys',
  voice: 'Calls',
  compose: 'Structure',
  custom: 'Yours',
}

/** Everything that can be added, in palette order. */
export const allEntries: readonly PaletteEntry[] = drawnTypes.flatMap((type) => [
  entryOf(type),
  ...presets.filter((preset) => preset.type === type.type).map((preset) => entryOf(type, preset)),
])

/** Everything that can be added to a document of this kind, in palette order. */
export function paletteGroups(kind: 'journey' | 'protocol'): PaletteGroup[] {
  return nodeGroups
    .map((id) => ({
      id,
      title: t(titles[id] ?? id),
      entries: allEntries.filter(({ type }) => type.group === id && (kind === 'protocol' || type.role === undefined)),
    }))
    .filter((group) => group.entries.length > 0)
}

/** The entry that a step's kind and settings look like: a preset where its settings are the preset's, else the kind. */
export function entryFor(type: string, config: Readonly<Record<string, unknown>>): PaletteEntry | undefined {
  const ofType = allEntries.filter((entry) => entry.type.type === type)
  const preset = ofType.find((entry) => {
    const fixed = Object.entries(entry.config)
    return fixed.length > 0 && fixed.every(([key, value]) => JSON.stringify(config[key]) === JSON.stringify(value))
  })
  return preset ?? ofType[0]
}

/** The entries whose name or synonyms match all the words typed, best first. */
export function findEntries(all: readonly PaletteEntry[], query: string): PaletteEntry[] {
  const wanted = query.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return [...all]
  return all
    .map((entry) => ({ entry, rank: rank(entry, wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ entry }) => entry)
}

function rank(entry: PaletteEntry, wanted: readonly string[]): number {
  const title = entry.title.toLowerCase()
  const scores = wanted.map((word) => {
    if (title.startsWith(word)) return 4
    if (title.includes(word)) return 3
    return entry.words.includes(word) ? 1 : 0
  })
  return scores.includes(0 as never) ? 0 : scores.reduce<number>((sum, score) => sum + score, 0)
}

function entryOf(type: AnyNodeType, preset?: (typeof presets)[number]): PaletteEntry {
  const title = preset?.title ?? type.title
  const words = [
    title,
    type.title,
    type.description,
    type.type,
    type.group,
    ...(type.keywords ?? []),
    ...(preset?.keywords ?? []),
  ]
  return {
    id: preset ? `${type.type}:${preset.id}` : type.type,
    type,
    title: t(title),
    icon: preset?.icon ?? type.icon,
    description: t(type.description),
    config: preset?.config ?? {},
    words: words.join(' ').toLowerCase(),
  }
}
