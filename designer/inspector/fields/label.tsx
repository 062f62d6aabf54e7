import type { ReactNode } from 'react'

/** A setting's name above its field, help under it, and what is wrong below. For fields Mantine has no part for. */
export function Labelled({
  id,
  title,
  help,
  required,
  error,
  aside,
  children,
}: {
  id: string
  title: string
  help?: string
  required?: boolean
  error?: string
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="labelled">
      <div className="labelled-head">
        <span className="mantine-InputWrapper-label" id={`${id}-label`}>
          {title}
          {required && (
            <span className="mantine-InputWrapper-required" aria-hidden="true">
              {' '}
              *
            </span>
          )}
        </span>
        {aside}
      </div>
      {help && (
        <p className="mantine-InputWrapper-description" id={`${id}-help`}>
          {help}
        </p>
      )}
      {children}
      {error && (
        <p className="mantine-InputWrapper-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}
