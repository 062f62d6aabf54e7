import { type ComponentType, type ReactNode, useEffect, useState } from 'react'

/** A part of the page that is loaded after what is drawn first. */
export interface Later<Props> {
  (props: Props & { meanwhile?: ReactNode }): ReactNode
  /** Loads it before it is asked for. What is loaded is drawn at once. */
  load(): void
}

/**
 * Loads a part of the page when it is drawn for the first time. Unlike `lazy`, it draws without a pause what is loaded,
 * where a suspended part would keep its stand-in for a third of a second, and it asks again after a failure.
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): Later<Props> {
  let Loaded: ComponentType<Props> | undefined
  let loading: Promise<void> | undefined
  const start = () => {
    loading ??= load().then(
      (loaded) => {
        Loaded = loaded
      },
      (error) => {
        loading = undefined
        throw error
      },
    )
    return loading
  }

  // biome-ignore lint/correctness/noComponentHookFactories: parts are made once, where their module is loaded.
  function Part({ meanwhile = null, ...props }: Props & { meanwhile?: ReactNode }) {
    const [ready, setReady] = useState(Loaded !== undefined)
    useEffect(() => {
      if (ready) return
      start().then(
        () => setReady(true),
        // Thrown where React looks, so that the page says what to do.
        (error) =>
          setReady(() => {
            throw error
          }),
      )
    }, [ready])
    return Loaded ? <Loaded {...(props as unknown as Props)} /> : meanwhile
  }
  return Object.assign(Part, { load: () => void start().catch(() => {}) })
}
