import { type RefObject, useEffect } from 'react'

/**
 * Tells when everything marked `data-context` inside an element has been on screen, each piece at least half, while the
 * page itself could be seen. What was scrolled past below the edge does not count until it comes into view.
 */
export function useShown(element: RefObject<HTMLElement | null>, what: string | undefined, onShown: () => void) {
  useEffect(() => {
    const pieces = new Set(element.current?.querySelectorAll('[data-context]'))
    if (what === undefined || pieces.size === 0) return
    const visible = new Set<Element>()
    const count = () => {
      if (document.visibilityState !== 'visible') return
      for (const piece of visible) pieces.delete(piece)
      if (pieces.size > 0) return
      stop()
      onShown()
    }
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
          // A piece higher than the window never shows half of itself at once; filling half of the window will do.
          const fills = rootBounds !== null && intersectionRect.height >= rootBounds.height / 2
          if (isIntersecting && (intersectionRatio >= 0.5 || fills)) visible.add(target)
          else visible.delete(target)
        }
        count()
      },
      { threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
    )
    const stop = () => {
      watch.disconnect()
      document.removeEventListener('visibilitychange', count)
    }
    document.addEventListener('visibilitychange', count)
    for (const piece of pieces) watch.observe(piece)
    return stop
  }, [element, what, onShown])
}
