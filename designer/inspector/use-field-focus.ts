import { type RefObject, useEffect } from 'react'
import { useUi } from '../editor/editor-context.ts'

/** Focuses the field that a problem, a new step or a key asked for, once it is on screen. */
export function useFieldFocus(box: RefObject<HTMLElement | null>) {
  const field = useUi((state) => state.field)
  const selected = useUi((state) => state.selected[0])
  // biome-ignore lint/correctness/useExhaustiveDependencies: asking for the same field again, or for one of another step, focuses it again.
  useEffect(() => {
    if (!field) return
    const frame = requestAnimationFrame(() => {
      const element = nearest(box.current, field.path)
      const target = element?.matches('input, textarea, button, [contenteditable], [tabindex]')
        ? element
        : element?.querySelector<HTMLElement>('input, textarea, button, [contenteditable]')
      target?.focus()
      target?.scrollIntoView({ block: 'nearest' })
      if (target instanceof HTMLInputElement && field.path === '#name') target.select()
    })
    return () => cancelAnimationFrame(frame)
  }, [field?.turn, selected, box])
}

/** The field at a path, or the one it lies in. */
function nearest(box: HTMLElement | null, path: string): HTMLElement | null {
  const parts = path.split('.')
  for (let length = parts.length; length > 0; length--) {
    const found = box?.querySelector<HTMLElement>(`[data-field="${CSS.escape(parts.slice(0, length).join('.'))}"]`)
    if (found) return found
  }
  return null
}
