import type { Chunk } from '#sdk'

/** A card's line: words, with facts as chips. */
export function Summary({ chunks }: { chunks: readonly Chunk[] }) {
  return chunks.map((chunk, index) =>
    'fact' in chunk ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence have no other identity.
      <span key={index} className="chip">
        {chunk.fact.replaceAll(/[._]/g, ' ')}
      </span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence have no other identity.
      <span key={index}>{chunk.text}</span>
    ),
  )
}
