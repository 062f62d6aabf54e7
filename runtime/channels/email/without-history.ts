/** Lines after which only older mails follow. */
const dividers = [
  /^-{2,}\s*(original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale)\s*-{2,}$/i,
  /^_{20,}$/,
]

/** `On … wrote:` in the languages mail programs say it in; it may be broken over two lines. */
const introductions =
  /^(on|am|le|el|il|op|em|den|w dniu)\s.{4,200}\s?(wrote|schrieb.{0,80}|a écrit|escribió|ha scritto|schreef.{0,80}|escreveu|skrev.{0,80}|napisał.{0,10})\s?:$/i

const signOffs = [
  /^-- ?$/,
  /^sent from my \w+/i,
  /^(von meinem|envoyé de mon|enviado desde mi|inviato da) .{0,40}$/i,
  /^get outlook for \w+/i,
]

/**
 * What was written this time: everything before the quoted mail and the signature. Where somebody answered between the
 * quoted lines, their lines are kept and the quoted ones dropped.
 */
export function withoutHistory(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const end = lines.findIndex((_, at) => startsHistory(lines, at))
  const own = (end === -1 ? lines : lines.slice(0, end)).filter((line) => !isQuoted(line))
  const signature = own.findIndex((line, at) => at > 0 && signOffs.some((each) => each.test(line.trimStart())))
  const kept = signature === -1 ? own : own.slice(0, signature)
  const between = end === -1 ? [] : answersBetween(lines.slice(end))
  return [...kept, ...between]
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function isQuoted(line: string): boolean {
  return line.startsWith('>')
}

function startsHistory(lines: readonly string[], at: number): boolean {
  const line = lines[at]?.trim() ?? ''
  if (line === '') return false
  const joined = `${line} ${lines[at + 1]?.trim() ?? ''}`.trim()
  if (introductions.test(line) || introductions.test(joined)) return true
  if (/^(from|von|de|da):\s/i.test(line)) return looksLikeHeader(lines, at)
  return dividers.some((each) => each.test(line))
}

/** `From:` alone may be anybody's sentence; with a date and a subject below it is a mail program's. */
function looksLikeHeader(lines: readonly string[], at: number): boolean {
  const next = lines.slice(at + 1, at + 6).join('\n')
  return (
    /^(sent|date|gesendet|datum|envoyé|enviado|inviato):\s/im.test(next) &&
    /^(subject|betreff|objet|asunto|oggetto):\s/im.test(next)
  )
}

/** Lines written below or between quoted ones, when the history is quoted with `>`. */
function answersBetween(history: readonly string[]): string[] {
  const first = history.findIndex(isQuoted)
  // Without marks nobody can tell old words from new ones; the whole text is on the timeline.
  if (first === -1) return []
  const own = history.slice(first).filter((line) => !isQuoted(line))
  const signature = own.findIndex((line) => signOffs.some((each) => each.test(line.trimStart())))
  return signature === -1 ? own : own.slice(0, signature)
}
