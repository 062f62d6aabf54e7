import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { namesIn, parseTemplate, renderTemplate, type TemplateValues } from './template.ts'

const values: TemplateValues = {
  facts: { invoice: 'A-17', due: '2026-03-12', amount: 0.1 + 0.2, paid: false, big: 1e21, tiny: 0.0000001 },
  profile: { first_name: 'Ana' },
  customer: { id: 'ana', name: null, language: 'en' },
  channel: 'email',
  now: 0,
}

describe('renderTemplate', () => {
  test.each([
    ['Your invoice {{invoice}}.', 'Your invoice A-17.'],
    ['Hello {{ profile.first_name }}', 'Hello Ana'],
    ['Hello {{customer.name ?? "there"}}', 'Hello there'],
    ["Hello {{customer.name ?? 'dear \\'you\\''}}", "Hello dear 'you'"],
    ['Hello {{customer.name}}!', 'Hello !'],
    ['by {{channel}} in {{customer.language}}', 'by E-mail in en'],
    ['due {{due}}', 'due 12 March 2026'],
    ['{{amount}} {{big}} {{tiny}} {{paid}}', '0.3 1000000000000000000000 0 no'],
    ['{{nothing}}{{profile.nothing ?? "}}"}}', '}}'],
    ['\\{{invoice}} is how you write it', '{{invoice}} is how you write it'],
    ['{single} } }}', '{single} } }}'],
  ])('%s', (source, text) => {
    expect(renderTemplate(source, values)).toBe(text)
  })

  test('what a customer typed is never read as a template', () => {
    expect(renderTemplate('{{invoice}}', { ...values, facts: { invoice: '{{paid}}' } })).toBe('{{paid}}')
  })

  test('reaches no prototype', () => {
    const facts = Object.create({ invoice: 'inherited' })
    expect(renderTemplate('[{{invoice}}{{constructor}}]', { ...values, facts })).toBe('[]')
  })
})

describe('parseTemplate', () => {
  test.each([
    ['Hi {{invoice', 'These braces are never closed. End them with }}.', 3],
    ['{{ }}', 'There is nothing between the braces. Write the name of a fact, such as {{invoice}}.', 0],
    ['{{invoice ?? “x”}}', 'Write the words after ?? in straight quotes: {{invoice ?? "your invoice"}}.', 0],
    ['{{invoice ?? x}}', 'Write the words to use instead in quotes: {{invoice ?? "your invoice"}}.', 0],
    ['{{customer.age}}', 'A customer has “customer.name” and “customer.language”. Choose one of them.', 0],
    ['a{{invoice.date}}', '“invoice.date” does not exist: a fact has no parts. Write {{invoice}}.', 1],
    ['{{profile}}', 'Name the field, such as {{profile.tier}}.', 0],
  ])('%s', (source, message, at) => {
    expect(parseTemplate(source)).toEqual({ ok: false, message, at })
  })

  test('refuses what is too long', () => {
    expect(parseTemplate('x'.repeat(20_001))).toMatchObject({ ok: false })
  })

  test('long runs of spaces and braces take no time', () => {
    const started = performance.now()
    for (const source of [`{{a${' '.repeat(19_000)}`, '{{'.repeat(9000), `{{a ?? "${'\\'.repeat(19_000)}`])
      parseTemplate(source)
    expect(performance.now() - started).toBeLessThan(500)
  })

  test('names what it uses', () => {
    const parsed = parseTemplate('{{invoice}} {{profile.tier ?? "-"}}')
    expect(parsed.ok && namesIn(parsed.template)).toEqual([
      { from: 'fact', name: 'invoice', at: 0 },
      { from: 'profile', name: 'tier', fallback: '-', at: 12 },
    ])
  })

  test('never throws, and text without braces stays itself', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', ' ', 'a', '?', '"', '\\', '.', '\n', 'é') }),
        (source) => {
          const rendered = renderTemplate(source, values)
          if (!source.includes('{{')) expect(rendered).toBe(source)
        },
      ),
    )
  })
})
