/** A day in words: "3 March 2026". */
export function day(iso: string): string {
  return new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
}

/** A day near enough to leave out its year, and the time: "Sunday 22 November, 10:41". */
export function dayAndTime(iso: string): string {
  const at = new Date(iso)
  const date = at.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
  return `${date}, ${at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
}
