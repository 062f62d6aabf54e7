import { TextInput } from '@mantine/core'
import { IconCheck, IconClipboard } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { announce } from '../ui/announce.tsx'

/** A link or a token that is shown this once, to be copied. */
export function ShownOnce({ label, value, help }: { label: string; value: string; help: string }) {
  const [copied, setCopied] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <div className="shown-once">
        <TextInput
          ref={field}
          label={label}
          value={value}
          readOnly
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" className="button" onClick={() => void copy()}>
          {copied ? <IconCheck size={15} /> : <IconClipboard size={15} />} {copied ? t('Copied') : t('Copy')}
        </button>
      </div>
      <p className="muted">{help}</p>
    </>
  )

  async function copy() {
    field.current?.select()
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
      announce(t('Copied'))
    } catch {
      // Pages that did not come by https may not write there. The text is selected, so that a key copies it.
      announce(t('It is selected. Copy it with Ctrl C.'))
    }
  }
}
