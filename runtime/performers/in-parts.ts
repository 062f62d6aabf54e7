/** What a text counts towards a limit; at most two for each character. */
export type Size = (text: string) => number

/**
 * Splits a text that is longer than a channel takes, at the end of a paragraph, a line, a sentence or a word, whichever
 * comes first that leaves a part at least half full. Links stay whole, and so does every character a person sees as
 * one, unless one alone is longer than a part.
 */
export function inParts(text: string, longest: number, size: Size = (each) => each.length): string[] {
  if (size(text) <= longest) return [text]
  const parts: string[] = []
  let rest = text.trim()
  while (size(rest) > longest) {
    const at = cut(rest, fitting(rest, longest, size))
    parts.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  return rest === '' && parts.length > 0 ? parts : [...parts, rest]
}

/** The most of a text that fits. */
function fitting(text: string, longest: number, size: Size): number {
  let end = Math.min(longest, text.length)
  for (;;) {
    const over = size(text.slice(0, end)) - longest
    if (over <= 0) return end
    end -= Math.ceil(over / 2)
  }
}

/** How far one looks past the limit, to know whether a word or a character ends there. */
const lookahead = 64

const link = /\b(?:https?:\/\/|www\.)[\w\-.~:/?#[\]@!$&'()*+,;=%]+/giu

// One language for everybody: where a text is cut must not depend on the machine it is cut on.
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })
const words = new Intl.Segmenter('en', { granularity: 'word' })
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

function cut(text: string, end: number): number {
  const seen = text.slice(0, end + lookahead)
  const links = [...seen.matchAll(link)].map(({ index, 0: { length } }) => ({ from: index, to: index + length }))
  const allowed = (at: number) => at > 0 && at <= end && !links.some(({ from, to }) => from < at && at < to)
  const wordEnds = ends(words, seen).filter(allowed)
  const choices = [
    [...seen.matchAll(/\n[^\S\n]*\n/gu)].map(({ index }) => index).filter(allowed),
    [...seen.matchAll(/\n/gu)].map(({ index }) => index).filter(allowed),
    ends(sentences, seen).filter(allowed),
    wordEnds.filter((at) => /\s/u.test(seen.charAt(at))),
    wordEnds,
  ]
  for (const choice of choices) {
    const last = choice.at(-1) ?? 0
    if (last * 2 >= end) return last
  }
  // Before a long link, rather than inside it.
  const before = wordEnds.at(-1)
  if (before !== undefined && links.length > 0) return before
  const whole = ends(characters, seen).filter((at) => at <= end)
  return whole.at(-1) ?? (isHalf(text, end) ? end - 1 : end)
}

/** Where the segments of a text end. */
function ends(segmenter: Intl.Segmenter, text: string): number[] {
  return Array.from(segmenter.segment(text), ({ index, segment }) => index + segment.length)
}

/** Whether a cut here would part the two halves of one character. */
function isHalf(text: string, at: number): boolean {
  return at > 1 && /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1))
}
