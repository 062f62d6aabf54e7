// Sets the colour scheme before the first paint, so that a dark page never flashes white.
;(() => {
  const chosen = localStorage.getItem('throughline.theme') ?? 'auto'
  const dark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
