import type { PartsOut, Performed } from './performer.ts'

/**
 * Sends the parts of a message in order, those that went out at an earlier attempt left out. When some went out and one
 * did not, sending the rest later is safe; where that cannot be, a person is told which did and decides.
 */
export async function sendParts(
  texts: readonly string[],
  send: (text: string, part: number) => Promise<Performed>,
  out: PartsOut | undefined,
): Promise<Performed> {
  const gone = new Set(await out?.known())
  let reference: string | undefined
  for (const [index, text] of texts.entries()) {
    const part = index + 1
    if (gone.has(part)) continue
    const performed = await send(text, part)
    if (performed.status !== 'sent')
      return gone.size === 0 ? performed : someWentOut(performed, part, gone, texts.length)
    await out?.keep(part, performed.reference)
    gone.add(part)
    reference ??= performed.reference
  }
  return { status: 'sent', ...(reference === undefined ? {} : { reference }) }
}

const list = new Intl.ListFormat('en-GB')

function someWentOut(performed: Performed, part: number, gone: ReadonlySet<number>, all: number): Performed {
  const told = `Of ${all} parts, ${list.format([...gone].sort((a, b) => a - b).map(String))} went out`
  if (performed.status === 'in_doubt')
    return { status: 'in_doubt', reason: `${told} and ${part} may have. ${performed.reason}` }
  if (performed.status === 'not_sent' && performed.retryable)
    return { ...performed, message: `${told} and ${part} did not (${performed.code}).` }
  const why = 'message' in performed && performed.message !== undefined ? performed.message : 'It was not sent.'
  return { status: 'in_doubt', reason: `${told} and ${part} did not. ${why}` }
}
