/**
 * Whose request it is, for limits by address. Each reverse proxy adds the address it was asked from to
 * `X-Forwarded-For`, so with as many of ours in front only that many places from the end can be believed.
 */
export function peerOf(socket: string | undefined, forwardedFor: string | null, proxies: number): string | undefined {
  if (proxies === 0) return socket
  const asked = (forwardedFor ?? '').split(',').flatMap((address) => address.trim() || [])
  return asked.at(-proxies) ?? socket
}
