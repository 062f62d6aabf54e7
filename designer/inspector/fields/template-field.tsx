import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { t } from '../../i18n/t.ts'
import { DataPicker } from './data-picker.tsx'
import type { FieldProps } from './field.tsx'
import { useKnownData } from './known-data.ts'
import { Labelled } from './label.tsx'
import { titleOf } from './schema.ts'
import { chipWords, piecesOf, templateOf } from './template-text.ts'

/** A sentence with chips for what is known. Stored as text with `{{…}}`; people never see the braces. */
export function TemplateField({ path, name, schema, value, required, errorAt, onChange }: FieldProps) {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const caret = useRef<Range | null>(null)
  const [picking, setPicking] = useState(false)
  const data = useKnownData()
  const labels = useMemo(() => new Map(data.map((each) => [each.name, each.label])), [data])
  const text = typeof value === 'string' ? value : ''
  const error = errorAt(path)
  const title = t(titleOf(name, schema))

  // The browser edits the element; it is drawn again only when the text changed elsewhere.
  useEffect(() => {
    const element = box.current
    if (element && templateOf(element) !== text) draw(element, text, labels)
  }, [text, labels])

  return (
    <Labelled
      id={id}
      title={title}
      help={schema.description ? t(schema.description) : undefined}
      required={required}
      error={error}
      aside={
        schema.maxLength !== undefined && schema.maxLength < 5000 ? (
          <span className="muted num">{`${text.length} / ${schema.maxLength}`}</span>
        ) : undefined
      }
    >
      <div className="template" data-invalid={error !== undefined || undefined}>
        {/* biome-ignore lint/a11y/useSemanticElements: chips inside the words need an element of their own. */}
        <div
          ref={box}
          className="template-words"
          data-short={(schema.maxLength ?? 0) > 0 && (schema.maxLength ?? 0) <= 500 ? true : undefined}
          role="textbox"
          tabIndex={0}
          aria-multiline="true"
          aria-labelledby={`${id}-label`}
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
          aria-required={required}
          contentEditable="plaintext-only"
          suppressContentEditableWarning
          data-field={path}
          data-placeholder={schema.placeholder ?? t('Write what the customer reads')}
          onInput={emit}
          onBlur={remember}
          onKeyUp={remember}
          onMouseUp={remember}
          onKeyDown={(event) => {
            if (event.key !== '{') return
            event.preventDefault()
            remember()
            setPicking(true)
          }}
        />
        <div className="template-bar">
          <DataPicker open={picking} onOpen={setPicking} onPick={insert} onCancel={box} />
        </div>
      </div>
    </Labelled>
  )

  function emit() {
    const element = box.current
    if (!element) return
    const next = templateOf(element)
    if (next === '') element.replaceChildren()
    onChange(path, next === '' && !required ? undefined : next, { typing: true })
  }

  function remember() {
    const selection = getSelection()
    if (selection?.rangeCount && box.current?.contains(selection.anchorNode))
      caret.current = selection.getRangeAt(0).cloneRange()
  }

  function insert(fact: string) {
    setPicking(false)
    const element = box.current
    if (!element) return
    element.focus()
    const range = caret.current && element.contains(caret.current.startContainer) ? caret.current : endOf(element)
    range.deleteContents()
    const chip = chipFor(fact, labels)
    range.insertNode(chip)
    range.setStartAfter(chip)
    range.collapse(true)
    const selection = getSelection()
    selection?.removeAllRanges()
    selection?.addRange(range)
    emit()
    remember()
  }
}

function draw(element: HTMLElement, text: string, labels: ReadonlyMap<string, string>) {
  element.replaceChildren(
    ...piecesOf(text).map((piece) =>
      'text' in piece ? document.createTextNode(piece.text) : chipFor(piece.insert, labels),
    ),
  )
}

function chipFor(insert: string, labels: ReadonlyMap<string, string>): HTMLElement {
  const chip = document.createElement('span')
  chip.className = 'chip'
  chip.contentEditable = 'false'
  chip.dataset.insert = insert
  chip.title = insert
  chip.textContent = chipWords(insert, labels)
  return chip
}

function endOf(element: HTMLElement): Range {
  const range = document.createRange()
  range.selectNodeContents(element)
  range.collapse(false)
  return range
}
