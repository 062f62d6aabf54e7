import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileFormula, evaluate, type FormulaScope, isReservedName } from './formula.ts'
import { FactDeclaration } from './journey.ts'
import type { TemplateValues } from './template.ts'

const fact = (type: string) => FactDeclaration.parse({ type, label: type })
const scope: FormulaScope = {
  facts: { invoice: fact('text'), age: fact('number'), paid: fact('boolean'), due: fact('date'), order: fact('text') },
  profile: { tier: { type: 'text', label: 'Tier' }, visits: { type: 'number', label: 'Visits' } },
}
const values: TemplateValues = {
  facts: { age: 18, due: '2026-03-12', order: 'B-2' },
  profile: { tier: 'gold' },
  customer: { name: null, language: 'en' },
  channel: 'email',
  now: Date.UTC(2026, 2, 14),
}

const compiled = (source: string) => {
  const result = compileFormula(source, scope)
  if (!result.ok) throw new Error(`${source}: ${result.problems.map((each) => each.message).join(' ')}`)
  return result.formula
}
const messages = (source: string) => {
  const result = compileFormula(source, scope)
  return result.ok ? [] : result.problems.map((each) => each.message)
}

describe('evaluate', () => {
  test.each([
    ['age == 18', true],
    ['18 == age && age != 17', true],
    ['age + 1 > 18 && 1 + age > 18 && age * 2 == 36 && age / 2 == 9 && age - 1 == 17 && age % 5 == 3', true],
    ['age in [18, 21]', true],
    ['age + 0.5', 18.5],
    ['2 + 3', 5],
    ['invoice == "x"', undefined],
    ['known(invoice) && invoice == "x"', false],
    ['invoice == "x" && known(invoice)', false],
    ['!known(invoice) || invoice == "x"', true],
    ['known(invoice) ? invoice : "none"', 'none'],
    ['known(order)', true],
    ['known(profile.tier) && !known(profile.visits) && !known(customer.name)', true],
    ['[1, 2].all(n, known(order) && n < 3)', true],
    ['[1, 2].exists(n, known(invoice))', false],
    ['profile.tier == "gold" && customer.language == "en" && channel == "email"', true],
    ['profile.visits > 3', undefined],
    ['customer.name == "Ana"', undefined],
    ['date(due) < now', true],
    ['now - date(due) > duration("47h")', true],
    ['date(due)', '2026-03-12T00:00:00.000Z'],
    ['date(order) < now', undefined],
    ['order.like("b*") && order.like("*-*") && !order.like("*c*") && order.like("B-2")', true],
    ['"aXbXc".like("a*b*c") && !"ab".like("ab*b")', true],
    ['order.hasPattern("^[A-Z]-\\\\d$")', true],
    ['age / 0 > 1', true],
    ['age / 0', undefined],
  ])('%s is %s', (source, value) => {
    expect(evaluate(compiled(source), values)).toBe(value)
  })

  test('a value of another type than declared counts as not known', () => {
    expect(evaluate(compiled('age > 1'), { ...values, facts: { age: 'old' } })).toBeUndefined()
  })
})

describe('compileFormula', () => {
  test.each([
    ['invoice = "x"', 'Use == to compare.'],
    ['known(invoice) and paid', 'Use && instead of “and”.'],
    ['paid or paid', 'Use || instead of “or”.'],
    ['not paid', 'Use ! instead of “not”.'],
    ['invoice == “x”', 'Use straight quotes: "gold".'],
    ['nope == 1', '“nope” is not a fact of this journey. Declare it, or put words in quotes: "nope".'],
    ['profile.nope == "x"', 'There is no field “nope”. Add it to the workspace’s profile, or correct its name.'],
    ['age == "x"', '“==” does not work between a number and a text.'],
    ['invoice ==', 'The formula stops too early. Something is missing at the end.'],
    ['age ? 1 : 2', 'What stands before ? must be a yes-or-no question, such as age > 18.'],
    [
      'invoice.matches("^(a+)+$")',
      'Use like instead of matches: invoice.like("INV*"), or invoice.hasPattern("^INV") for a regular expression.',
    ],
    [
      '[invoice].all(i, i.matches("a"))',
      'Use like instead of matches: invoice.like("INV*"), or invoice.hasPattern("^INV") for a regular expression.',
    ],
    [
      'invoice.hasPattern("(?=a)")',
      '“(?=a)” is not a regular expression we can search with. Look-arounds and back-references are not supported.',
    ],
    ['known(nope)', '“nope” is not a fact of this journey. Declare it, or correct its name.'],
    ['known(1)', 'Put one fact into known(…), such as known(invoice).'],
    [
      '[1].all(a, [1].all(b, [1].all(c, c == a)))',
      'At most 2 of “all”, “exists”, “map” and “filter” may stand inside each other.',
    ],
    ['{"a": 1}', 'A formula must come out as a yes or no, a text, a number or a date.'],
    [' ', 'The formula is empty. Write something such as age > 18.'],
    [
      `${'('.repeat(30)}1${')'.repeat(30)}`,
      'This formula is too long or too deeply nested. Split it into several rows.',
    ],
    [Array(200).fill('1').join('+'), 'This formula is too long or too deeply nested. Split it into several rows.'],
  ])('%s', (source, message) => {
    expect(messages(source)).toEqual([message])
  })

  test('the word “matches” as a text is fine', () => {
    expect(messages('invoice == "matches"')).toEqual([])
  })

  test('says where', () => {
    expect(compileFormula('paid && nope', scope)).toMatchObject({ ok: false, problems: [{ from: 8, to: 12 }] })
  })

  test.each([
    'constructor',
    '__proto__',
    'toString',
    'invoice.constructor',
    'profile.__proto__',
    'profile.constructor',
    'profile["constructor"]',
    'customer.constructor.constructor',
    'this',
    'globalThis',
    'process',
    'hasOwnProperty("a")',
    '[].constructor',
    '"".constructor',
    'known(constructor)',
    'known(profile.constructor)',
  ])('reaches no prototype: %s', (source) => {
    expect(compileFormula(source, scope).ok).toBe(false)
  })

  test.each([
    ['known(invoice)', ['invoice'], [], [], ['invoice']],
    ['!known(invoice)', [], ['invoice'], ['invoice'], []],
    ['known(invoice) && age > 18', ['age', 'invoice'], [], [], []],
    ['known(invoice) || known(order)', [], [], [], ['invoice', 'order']],
    ['!known(invoice) || order == "x"', [], [], ['invoice'], []],
    ['!(known(invoice) && known(order))', [], [], ['invoice', 'order'], []],
    ['age > 18 ? paid : known(order)', ['age'], [], [], []],
    ['[1].all(n, order == "x")', [], [], [], []],
  ])('%s: what its answers imply', (source, known, unknown, knownNot, unknownNot) => {
    const { whenTrue, whenNot } = compiled(source)
    expect({ whenTrue, whenNot }).toEqual({
      whenTrue: { known, unknown },
      whenNot: { known: knownNot, unknown: unknownNot },
    })
  })

  test.each([
    ['invoice == "x"', { invoice: false }],
    ['known(invoice) && invoice == "x"', { invoice: true }],
    ['invoice == "x" && known(invoice)', { invoice: true }],
    ['invoice == "x" && invoice == "y"', { invoice: false }],
    ['!known(invoice) || invoice == "x"', { invoice: true }],
    ['known(invoice) ? invoice == "x" : paid', { invoice: true, paid: false }],
    ['known(invoice) && invoice == "x" || invoice == "y"', { invoice: false }],
    ['[1].all(invoice, invoice > 0)', {}],
  ])('%s: which facts it uses, and which of them unguarded', (source, uses) => {
    expect(Object.fromEntries(compiled(source).facts.map(({ name, guarded }) => [name, guarded]))).toEqual(uses)
  })

  test.each([
    ['age * 2 - 1', true],
    ['age / 2', true],
    ['age > 18 ? order + channel : "x"', true],
    ['known(invoice) ? invoice : "none"', true],
    ['known(profile.tier) && order.like("B*") && age in [18.0, 21.0]', true],
    ['-age', true],
    ['now', true],
    ['100 / age', false],
    ['age / 0', false],
    ['profile.tier', false],
    ['customer.name + order', false],
    ['date(due) < now', false],
    ['[age][0]', false],
    ['order.size() == 3', false],
  ])('%s comes out whatever the facts it uses are: %s', (source, sure) => {
    expect(compiled(source).sure).toBe(sure)
  })

  test('deep conditions do not take exponential time', () => {
    const deep = Array.from({ length: 20 }).reduce<string>((inner) => `(${inner} ? paid : paid)`, 'paid')
    const started = performance.now()
    compileFormula(deep, scope)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

const atom = fc.constantFrom(
  'known(invoice)',
  'known(age)',
  'paid',
  'age > 18',
  'invoice == "x"',
  'true',
  'known(paid)',
)
const { formula: anyFormula } = fc.letrec<{ formula: string }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 5 },
    atom,
    fc.tuple(tie('formula'), fc.constantFrom('&&', '||'), tie('formula')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('formula').map((a) => `!${a}`),
    fc.tuple(tie('formula'), tie('formula'), tie('formula')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
}))
const anyFacts = fc.record(
  { invoice: fc.constantFrom('x', 'y'), age: fc.constantFrom(1, 20), paid: fc.boolean() },
  { requiredKeys: [] },
) as fc.Arbitrary<Record<string, string | number | boolean>>

describe('properties', () => {
  test('what an answer implies holds, and guarded facts are never missed', () => {
    fc.assert(
      fc.property(anyFormula, anyFacts, (source, facts) => {
        const result = compileFormula(source, scope)
        if (!result.ok) return
        const { formula } = result
        const answer = evaluate(formula, { ...values, facts })
        const { known, unknown } = answer === true ? formula.whenTrue : formula.whenNot
        for (const name of known) expect(facts, source).toHaveProperty(name)
        for (const name of unknown) expect(facts, source).not.toHaveProperty(name)
        const missing = formula.facts.filter(({ name, guarded }) => !guarded && !(name in facts))
        if (missing.length === 0) expect(answer, `${source} with ${JSON.stringify(facts)}`).toBeDefined()
        expect(formula.sure, source).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('never throws, whatever is written', () => {
    const piece = fc.oneof(
      atom,
      fc.constantFrom(
        '(',
        ')',
        '.',
        '[',
        ']',
        '?',
        ':',
        '"',
        "'",
        '{',
        '}',
        '-',
        '!',
        ' in ',
        ' && ',
        '=',
        '__proto__',
        'map',
        'x,',
        'now',
        'profile',
        '\\',
        '1e999',
        'b"',
        '\u0000',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const result = compileFormula(pieces.join(''), scope)
        if (result.ok) evaluate(result.formula, values)
        else
          for (const { message, from, to } of result.problems)
            expect(message !== '' && from <= to && to <= pieces.join('').length).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('hostile patterns and texts take no time', () => {
    const text = 'a'.repeat(20_000)
    const started = performance.now()
    evaluate(compiled('invoice.hasPattern("^(a+)+$")'), { ...values, facts: { invoice: `${text}!` } })
    evaluate(compiled(`invoice.like("${'a*'.repeat(50)}b")`), { ...values, facts: { invoice: text } })
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

test('words that mean something else are no names for facts', () => {
  expect(['known', 'now', 'profile', 'in', 'true', 'string', 'if', 'channel'].map(isReservedName)).not.toContain(false)
  expect(['invoice', 'age', 'order_id'].map(isReservedName)).not.toContain(true)
})
