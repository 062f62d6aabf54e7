/** Opens "Search or run", which is loaded with everything that opens over the editor. */
export async function openSearch() {
  const overlays = await import('../editor/overlays.tsx')
  overlays.openSearch()
}
