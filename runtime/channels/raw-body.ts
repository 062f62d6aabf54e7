/** Most bytes taken from one request. */
export const bodyLimit = 1024 * 1024

/**
 * Reads a request's bytes as they came, for signatures are over bytes. Stops at the limit, whatever length the other
 * side announced.
 */
export async function rawBody(request: Request, limit = bodyLimit): Promise<Uint8Array | 'too_large'> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) {
    await request.body?.cancel()
    return 'too_large'
  }
  if (!request.body) return new Uint8Array()
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.byteLength
    // Leaving the loop cancels the stream.
    if (size > limit) return 'too_large'
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Bytes as text, or nothing when they are not valid UTF-8: replaced characters would no longer be what was signed. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
