/** What stands in a sentence's `{name}` places. */
export type Words = Readonly<Record<string, string | number>>

/**
 * Every text on screen passes through here. The English sentence is its own key, so another language is a table
 * from these sentences to its own.
 */
export function t(sentence: string, words?: Words): string {
  if (!words) return sentence
  return sentence.replaceAll(/\{(\w+)\}/g, (braces, name: string) => String(words[name] ?? braces))
}

/** A sentence for one and one for many: `{n}` is the number. */
export function tn(n: number, one: string, many: string, words: Words = {}): string {
  return t(n === 1 ? one : many, { n, ...words })
}

/** A moment in words that are short and near: "just now", "5 minutes ago", "12 March". */
export function ago(iso: string, now: number): string {
  const minutes = Math.round((now - new Date(iso).getTime()) / 60_000)
  if (minutes < 1) return t('just now')
  if (minutes < 60) return tn(minutes, '1 minute ago', '{n} minutes ago')
  const hours = Math.round(minutes / 60)
  if (hours < 24) return tn(hours, '1 hour ago', '{n} hours ago')
  const days = Math.round(hours / 24)
  if (days < 14) return tn(days, 'yesterday', '{n} days ago')
  return new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
}
