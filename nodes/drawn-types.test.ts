import { expect, test } from 'vitest'
import { z } from 'zod'
import { drawnTypes, nodeTypes } from './index.ts'

test('a step that is drawn has the settings, words and ways out of the step that runs', () => {
  const seen = ({ config, ...type }: (typeof nodeTypes)[number]) => ({
    ...JSON.parse(JSON.stringify(type)),
    config: z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }),
  })
  expect(drawnTypes.map(seen)).toEqual(nodeTypes.map(seen))
})

test('what only a full reader can judge is told by the check, and drawn all the same', () => {
  const config = { question: 'Which invoice?', saveAs: 'invoice', pattern: '(' }
  const accepts = (types: typeof nodeTypes) =>
    types.find(({ type }) => type === 'ask')?.config.safeParse(config).success
  expect({ drawn: accepts(drawnTypes), checked: accepts(nodeTypes) }).toEqual({ drawn: true, checked: false })
})
