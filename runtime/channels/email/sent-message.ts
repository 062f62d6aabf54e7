/**
 * Reads the effect out of a Message-ID of ours, which is `<run.turn.n@…>` with the effect's id in it, so that a bounce
 * finds the message it is about.
 */
export function effectOfMessageId(messageId: string): string | undefined {
  const parts = /^<?throughline\.([\w-]+)\.(\d+)\.(\d+)@[^<>\s]+>?$/.exec(messageId)
  return parts ? `${parts[1]}/${parts[2]}/${parts[3]}` : undefined
}
