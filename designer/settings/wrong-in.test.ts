import { expect, test } from 'vitest'
import { Workspace } from '#core'
import { wrongIn } from './wrong-in.ts'

const office = {
  name: 'Office',
  zone: 'Europe/London',
  week: { mon: [['09:00', '17:00']] },
  special: {},
}
const workspace = (fields: object) =>
  ({ ...Workspace.parse({ format: 1, hours: { office }, queues: { care: { name: 'Care' } } }), ...fields }) as Workspace

test('nothing is wrong with what the server takes', () => {
  expect(wrongIn(workspace({}))).toEqual({})
})

test.each([
  ['a queue without a name', { queues: { care: { name: '' } } }, 'queues.care.name', 'Write a name.'],
  ['a queue without an id', { queues: { '': { name: 'Care' } } }, 'queues.', 'Write an id.'],
  ['an id with capitals', { queues: { Care: { name: 'Care' } } }, 'queues.Care', 'Use lower case'],
  ['hours that are gone', { queues: { care: { name: 'Care', hours: 'night' } } }, 'queues.care.hours', 'not there'],
  ['a queue that is gone', { unclaimed: { text: 'Hi', queue: 'night' } }, 'unclaimed.queue', 'not there'],
  ['nothing to tell', { unclaimed: { text: '' } }, 'unclaimed.text', 'Write what the customer is told.'],
  ['places in the text', { unclaimed: { text: 'Hi {{name}}' } }, 'unclaimed.text', 'Use plain words'],
  ['a short word', { agentWords: ['persona', 'a'] }, 'agentWords.1', 'at least two letters'],
  [
    'no time',
    { hours: { office: { ...office, week: { mon: [['noon', '17:00']] } } } },
    'hours.office.week.mon.0.0',
    '09:00',
  ],
  [
    'an unknown zone',
    { hours: { office: { ...office, zone: 'Mars/Base' } } },
    'hours.office.zone',
    'Choose a time zone.',
  ],
  [
    'closing before it opens',
    { hours: { office: { ...office, week: { mon: [['17:00', '09:00']] } } } },
    'hours.office.week.mon.0.1',
    'must close after',
  ],
  [
    'two spans over each other',
    {
      hours: {
        office: {
          ...office,
          week: {
            mon: [
              ['09:00', '13:00'],
              ['12:00', '17:00'],
            ],
          },
        },
      },
    },
    'hours.office.week.mon.1.0',
    'after it closed before',
  ],
  [
    'a special day without a date',
    { hours: { office: { ...office, special: { '': [] } } } },
    'hours.office.special.',
    'Choose a date.',
  ],
])('%s is said where it is', (_, fields, path, words) => {
  expect(wrongIn(workspace(fields))[path]).toContain(words)
})

test('what is no time is told once, not compared as well', () => {
  const week = { mon: [['noon', '17:00']] }
  expect(Object.keys(wrongIn(workspace({ hours: { office: { ...office, week } } })))).toEqual([
    'hours.office.week.mon.0.0',
  ])
})
