import { z } from 'zod'
import { defineNode } from '#sdk'

/** Goes different ways while open and while closed. */
export const hours = defineNode({
  type: 'hours',
  version: 1,
  group: 'decide',
  title: 'Opening hours',
  icon: 'clock-hour-9',
  description: 'Tells open from closed, by the calendar’s own time zone.',
  keywords: ['business hours', 'open', 'closed', 'after hours', 'holiday'],
  config: z.strictObject({
    hours: z.string().min(1).meta({ title: 'Hours', widget: 'hours' }),
    opensAs: z.string().optional().meta({
      title: 'Keep the next opening as',
      description: 'While closed: the date it opens next.',
      widget: 'fact',
    }),
  }),
  outcomes: {
    open: { label: 'Open' },
    closed: {
      label: 'Closed',
      captures: (config, workspace) => (workspace?.everOpens(config.hours) === false ? [] : kept(config)),
      mayCapture: kept,
    },
  },
  references: ({ hours, opensAs }) => [
    { kind: 'hours', id: hours, path: ['hours'] },
    ...(opensAs ? [{ kind: 'fact' as const, id: opensAs, path: ['opensAs'] }] : []),
  ],
  channels: 'any',
  effects: 'none',
  summary: ({ hours }) => [{ text: hours }],
  enter({ config, workspace, at }) {
    if (workspace.isOpen(config.hours, at)) return { outcome: 'open' }
    const next = workspace.nextOpening(config.hours, at)
    if (!config.opensAs || next === null) return { outcome: 'closed' }
    // The day customers there will read on their calendars.
    return { outcome: 'closed', captured: { [config.opensAs]: workspace.dateOf(config.hours, next) } }
  },
})

function kept({ opensAs }: { opensAs?: string }): string[] {
  return opensAs ? [opensAs] : []
}
