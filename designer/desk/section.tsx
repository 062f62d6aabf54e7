import type { ReactNode } from 'react'

/** A part of the list with its count; an empty one says what to expect. */
export function Section({
  title,
  count,
  empty,
  children,
}: {
  title: string
  count: number
  empty?: string
  children: ReactNode
}) {
  return (
    <section className="section">
      <h2>
        {title} <span className="count">{count}</span>
      </h2>
      {count === 0 ? <p className="hint">{empty}</p> : children}
    </section>
  )
}
