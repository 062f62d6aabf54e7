import { Popover } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { type RefObject, useEffect, useState } from 'react'
import { t } from '../../i18n/t.ts'
import { useKnownData } from './known-data.ts'

/** The list behind "Insert data": type to find, Enter to insert. */
export function DataPicker({
  open,
  onOpen,
  onPick,
  onCancel,
}: {
  open: boolean
  onOpen: (open: boolean) => void
  onPick: (name: string) => void
  onCancel?: RefObject<HTMLElement | null>
}) {
  const data = useKnownData()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  useEffect(() => {
    if (open) setQuery('')
    setAt(0)
  }, [open])
  const found = data.filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(query.trim().toLowerCase()))
  return (
    <Popover
      opened={open}
      onChange={onOpen}
      onClose={() => onCancel?.current?.focus()}
      width={264}
      position="bottom-end"
      withinPortal
      trapFocus
      returnFocus={false}
    >
      <Popover.Target>
        <button type="button" className="insert-data" onClick={() => onOpen(!open)}>
          <IconBraces size={14} stroke={1.8} /> {t('Insert data')}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={6}>
        <div className="search-field">
          <input
            data-autofocus
            role="combobox"
            aria-expanded="true"
            aria-controls="data-list"
            aria-label={t('Find data')}
            placeholder={t('Find data')}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value)
              setAt(0)
            }}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') setAt((now) => Math.min(now + 1, found.length - 1))
              else if (event.key === 'ArrowUp') setAt((now) => Math.max(now - 1, 0))
              else if (event.key === 'Enter' && found[at]) onPick(found[at].name)
              else return
              event.preventDefault()
            }}
          />
        </div>
        <div className="data-list scroll" id="data-list" role="listbox" aria-label={t('Data')} tabIndex={-1}>
          {found.map(({ name, label, type, from }, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above moves through this list and chooses.
            <div
              key={name}
              role="option"
              aria-selected={index === at}
              tabIndex={-1}
              onPointerMove={() => setAt(index)}
              onClick={() => onPick(name)}
            >
              <span>{label}</span>
              <span className="muted">
                {type} · {from}
              </span>
            </div>
          ))}
        </div>
        {found.length === 0 && (
          <p className="quick-none muted">{t('Nothing is called “{query}”. Declare it under Data.', { query })}</p>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
