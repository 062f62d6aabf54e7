import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeTypes } from '#nodes'
import { simulation } from '#simulator'
import { catalogOf } from './catalog.ts'
import { check } from './check/check.ts'
import { compileFormula, evaluate } from './formula.ts'
import { inline } from './inline.ts'
import { FactDeclaration, Journey } from './journey.ts'
import { renameInFormula, renameInTemplate } from './rename-facts.ts'
import { Workspace } from './workspace.ts'

const other = (name: string) => ({ a: 'b', b: 'a', tier: 'level' })[name] ?? name

test.each([
  [
    '{{a}} and {{ b ?? "a" }}, {{profile.a}} {{customer.name}} \\{{a}}',
    '{{b}} and {{ a ?? "a" }}, {{profile.a}} {{customer.name}} \\{{a}}',
  ],
  ['a {{c}}', 'a {{c}}'],
  ['{{a', '{{a'],
])('in the text %s', (before, after) => {
  expect(renameInTemplate(before, other)).toBe(after)
})

test.each([
  ['known(a) && a == "a"', 'known(b) && b == "a"'],
  [`a.like('a*') || profile.a == b`, `b.like('a*') || profile.a == a`],
  ['tier in [a, "tier"] // a', 'level in [b, "tier"] // a'],
  ['[1, 2].exists(x, x > a)', '[1, 2].exists(x, x > b)'],
  ['r"\\" + a', 'r"\\" + b'],
  ['(a', '(b'],
])('in the formula %s', (before, after) => {
  expect(renameInFormula(before, other)).toBe(after)
})

const atom = fc.constantFrom(
  'a',
  'b',
  'known(a)',
  '!known(b)',
  '"a"',
  '"x" + a',
  'profile.tier',
  'a.like("a*")',
  'channel',
)
const anyFormula = fc
  .tuple(atom, fc.constantFrom(' == ', ' && ', ' || ', ' + ', ' != '), atom, fc.constantFrom(' && ', ' || '), atom)
  .map((parts) => parts.join(''))

test('a formula comes out the same under any names', () => {
  const text = FactDeclaration.parse({ type: 'text', label: 'Fact' })
  const scope = { facts: { a: text, b: text }, profile: { tier: { type: 'text' as const, label: 'Tier' } } }
  const values = {
    profile: { tier: 'gold' },
    customer: { name: null, language: null },
    channel: 'sms' as const,
    now: 0,
  }
  fc.assert(
    fc.property(anyFormula, fc.record({ a: atom, b: atom }, { requiredKeys: [] }), (source, facts) => {
      const before = compileFormula(source, scope)
      const after = compileFormula(renameInFormula(source, other), scope)
      expect(after.ok).toBe(before.ok)
      if (!before.ok || !after.ok) return
      const renamed = Object.fromEntries(Object.entries(facts).map(([name, value]) => [other(name), value]))
      const was = evaluate(before.formula, { ...values, facts })
      expect(evaluate(after.formula, { ...values, facts: renamed }), source).toBe(was)
    }),
    { numRuns: 500 },
  )
})

const text = (label: string) => ({ type: 'text', label })

/** Asks for a case number where none is known, and lets another journey thank for it. */
const findCase = Journey.parse({
  format: 1,
  id: 'find-case',
  name: 'Find the case',
  facts: { case_number: text('Case number'), found: text('Found') },
  nodes: {
    begin: { type: 'inbound', next: { received: 'ask' } },
    ask: {
      type: 'ask',
      config: { question: 'Which case? Not {{case_number ?? "known"}}.', saveAs: 'case_number' },
      timeout: 'PT1H',
      next: { answered: 'note', not_understood: 'gone', no_answer: 'gone' },
    },
    note: {
      type: 'set',
      config: { values: [{ fact: 'found', formula: '"Case " + case_number' }] },
      next: { done: 'thank' },
    },
    thank: { type: 'call', config: { journey: 'thank', facts: { what: 'case_number' } }, next: { thanked: 'end' } },
    end: { type: 'end', config: { as: 'found' } },
    gone: { type: 'end', config: { as: 'gone' } },
  },
})
const thank = Journey.parse({
  format: 1,
  id: 'thank',
  name: 'Thank',
  facts: { what: text('What'), found: text('Found') },
  nodes: {
    begin: { type: 'inbound', next: { received: 'say' } },
    say: {
      type: 'say',
      config: { text: '{{found}}: thank you for {{what}}.' },
      skipWhen: '!known(what)',
      skipTo: 'sent',
      next: { sent: 'end' },
    },
    end: { type: 'end', config: { as: 'thanked' } },
  },
})
const caller = (facts: Record<string, string>) =>
  Journey.parse({
    format: 1,
    id: 'any',
    name: 'Any',
    facts: { invoice: text('Invoice'), found: text('Found') },
    nodes: {
      start: { type: 'inbound', next: { received: 'find' } },
      find: {
        type: 'call',
        name: 'Find it',
        config: { journey: 'find-case', facts },
        next: { found: 'say', gone: 'end' },
      },
      say: { type: 'say', config: { text: 'So it is {{invoice}}.' }, next: { sent: 'end' } },
      end: { type: 'end' },
    },
  })
const documents = { 'find-case': findCase, thank }
const catalog = catalogOf({ nodes: nodeTypes, documents })
const problemsOf = (facts: Record<string, string>) =>
  check(caller(facts), { nodes: nodeTypes, documents, workspace: Workspace.parse({ format: 1 }) }).map(
    ({ code, path, message }) => ({ code, path: path.join('.'), message }),
  )

test('what a called journey learns and says goes by the names of the journey that calls it, through every call', () => {
  const journey = caller({ case_number: 'invoice' })
  expect(problemsOf({ case_number: 'invoice' })).toEqual([])
  expect(Object.keys(inline(journey, catalog).journey.facts)).toEqual(['invoice', 'found'])
  const running = simulation(journey, catalog, { startAt: 0, person: { id: 'a', name: null, profile: {}, facts: {} } })
  running.send({ type: 'message.received', channel: 'sms', text: 'Hi', at: 0 })
  running.send({ type: 'message.received', channel: 'sms', text: '4711', at: 0 })
  expect(running.sent.map((message) => message.text)).toEqual([
    'Which case? Not known.',
    'Case 4711: thank you for 4711.',
    'So it is 4711.',
  ])
  expect(running.facts()).toEqual({ invoice: '4711', found: 'Case 4711' })
  expect(running.resolution()).toBe('solved')
})

test('without other names a called journey’s facts are the same as here', () => {
  expect(problemsOf({}).map(({ code, path }) => [code, path])).toEqual([['fact.unknown', 'nodes.say.config.text']])
  expect(Object.keys(inline(caller({}), catalog).journey.facts)).toEqual(['invoice', 'found', 'case_number'])
})

test('names that do not exist, and two facts that would become one, are told where they stand', () => {
  expect(problemsOf({ case_number: 'invoice', gone: 'found' })).toEqual([
    {
      code: 'reference.missing',
      path: 'nodes.find.config.facts.gone',
      message:
        '“Find it” passes “found” on as “gone”, a fact that “Find the case” does not have. Correct its name, or declare it there.',
    },
  ])
  expect(problemsOf({ case_number: 'nowhere' })).toContainEqual({
    code: 'reference.missing',
    path: 'nodes.find.config.facts.case_number',
    message: '“Find it” uses the fact “nowhere”, which is not declared. Declare it, or correct its name.',
  })
  expect(problemsOf({ case_number: 'found' })).toContainEqual({
    code: 'config.invalid',
    path: 'nodes.find.config.facts.case_number',
    message:
      '“Find it” passes “found” on as “case_number”, but “Find the case” has it as “found” as well. Give that one another name here.',
  })
})
