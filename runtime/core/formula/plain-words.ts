import type { ParseError, TypeError as TypeMismatch } from '@marcbachmann/cel-js'
import type { FormulaProblem } from './reading.ts'

/** What is wrong with a formula, in words of somebody who never heard of CEL. */
export function plainWords(error: ParseError | TypeMismatch, source: string): FormulaProblem {
  const from = Math.min(error.range?.start ?? 0, source.length)
  const to = Math.min(Math.max(error.range?.end ?? source.length, from), source.length)
  return { message: messageFor(error, source, source.slice(from, to), from), from, to }
}

const spelled: Record<string, string> = { and: '&&', or: '||', not: '!', is: '==', equals: '==' }

const known: Record<string, string> = {
  unterminated_string: 'This text has no closing quotes. Add them.',
  newline_in_string: 'A text ends on the line it starts on. Close its quotes.',
  incompatible_ternary_branches: 'Both answers after ? must be of the same kind. With numbers, write 1.0 instead of 1.',
  invalid_condition_type: 'What stands before ? must be a yes-or-no question, such as age > 18.',
  invalid_logical_operand: 'Both sides of && and || must be yes-or-no questions, such as age > 18.',
  reserved_identifier: 'This word means something else in formulas. Use another name.',
  no_matching_overload: 'This function does not exist for these values.',
  cannot_index_type: 'A fact has no parts. Write only its name.',
  heterogeneous_list_element: 'Everything in a list must be of the same kind.',
  invalid_number: 'This is not a number. Write 12.5, with a point.',
}

function messageFor(error: ParseError | TypeMismatch, source: string, part: string, from: number): string {
  const { code, summary } = error
  const before = /([a-z]+)\s*$/i.exec(source.slice(0, from))?.[1] ?? ''
  const word = Object.hasOwn(spelled, part.toLowerCase()) ? part : before
  const sign = Object.hasOwn(spelled, word.toLowerCase()) ? spelled[word.toLowerCase()] : undefined
  if (sign && (code === 'unexpected_character' || code === 'unexpected_token'))
    return `Use ${sign} instead of “${word}”.`
  if (/[“”‘’]/u.test(part)) return 'Use straight quotes: "gold".'
  if (part.startsWith('=') && code === 'unexpected_character') return 'Use == to compare.'
  if (part === '&' || part === '|') return `Use ${part}${part}.`
  if (code === 'unexpected_character' && source.slice(from - 1, from + 1) === '<>') return 'Use != for “is not”.'
  if (code === 'unexpected_token' && from >= source.length)
    return 'The formula stops too early. Something is missing at the end.'
  if (code === 'unexpected_character' || code === 'unexpected_token' || code === 'expected_token') {
    return part.trim() === '' ? 'Something is missing here.' : `“${part}” does not belong here.`
  }
  if (code === 'unknown_variable')
    return `“${part}” is not a fact of this journey. Declare it, or put words in quotes: "${part}".`
  if (code === 'no_such_key')
    return `There is no field “${part}”. Add it to the workspace’s profile, or correct its name.`
  if (code === 'limit_exceeded') return 'This formula is too long or too deeply nested. Split it into several rows.'
  const overload = /^no such overload: (.+?) (==|!=|<=|>=|<|>|in|\+|-|\*|\/|%) (.+)$/.exec(summary)
  if (overload) return `“${overload[2]}” does not work between ${kind(overload[1])} and ${kind(overload[3])}.`
  return known[code] ?? `This does not work: ${summary}.`
}

function kind(celType = ''): string {
  const kinds: Record<string, string> = {
    string: 'a text',
    double: 'a number',
    int: 'a number',
    bool: 'a yes or no',
    'google.protobuf.Timestamp': 'a moment',
    'google.protobuf.Duration': 'a length of time',
  }
  return kinds[celType] ?? (celType.startsWith('list') ? 'a list' : celType)
}
