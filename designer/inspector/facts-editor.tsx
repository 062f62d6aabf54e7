import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { FactDeclaration } from '#core'
import { factTypes } from '#sdk'
import { declareFact, removeFact } from '../document/commands/facts.ts'
import { newFactName } from '../document/new-id.ts'
import { journeyOf, useEditor, useJourney, useSurroundings } from '../editor/editor-context.ts'
import { t, tn } from '../i18n/t.ts'
import { fromDuration, toDuration } from '../ui/duration.ts'
import { toast } from '../ui/toast.tsx'

const scopes = ['run', 'conversation', 'customer'] as const
const scopeWords = { run: 'This run', conversation: 'The conversation', customer: 'The customer' } as const

/** Everything this journey can learn, with its type, how long it holds, and how far. */
export function FactsEditor() {
  const editor = useEditor()
  const facts = useJourney((journey) => journey.facts)
  const uses = useJourney((journey) => journey.nodes)
  const shared = useSurroundings((state) => state.catalog.workspace.facts)
  const [fresh, setFresh] = useState('')
  const set = (name: string, change: Partial<FactDeclaration>, typing = false) =>
    editor.document.run(
      (journey) => declareFact(journey, name, { ...(journey.facts[name] as FactDeclaration), ...change }),
      { typing },
    )
  return (
    <div className="facts">
      {Object.keys(facts).length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('Label')}</th>
              <th scope="col">{t('Name')}</th>
              <th scope="col">{t('Type')}</th>
              <th scope="col">{t('Known for')}</th>
              <th scope="col">{t('Valid, days')}</th>
              <th scope="col">{t('Personal')}</th>
              <th scope="col">{t('Used')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('Remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(facts).map(([name, fact]) => {
              const days = daysOf(fact.validFor)
              return (
                <tr key={name}>
                  <td>
                    <input
                      className="plain-input"
                      aria-label={t('Label of {name}', { name })}
                      value={fact.label}
                      onChange={(event) => set(name, { label: event.target.value }, true)}
                    />
                  </td>
                  <td>
                    <code>{name}</code>
                  </td>
                  <td>
                    <select
                      className="plain-input"
                      aria-label={t('Type of {name}', { name })}
                      value={fact.type}
                      onChange={(event) => set(name, { type: event.target.value as FactDeclaration['type'] })}
                    >
                      {factTypes.map((type) => (
                        <option key={type} value={type}>
                          {t(type)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <select
                      className="plain-input"
                      aria-label={t('How far {name} is known', { name })}
                      value={fact.scope}
                      onChange={(event) => set(name, { scope: event.target.value as FactDeclaration['scope'] })}
                    >
                      {scopes.map((scope) => (
                        <option key={scope} value={scope}>
                          {t(scopeWords[scope])}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <input
                      className="plain-input days num"
                      inputMode="numeric"
                      aria-label={t('Days {name} stays valid', { name })}
                      placeholder={t('for good')}
                      value={days ?? (fact.validFor ? fact.validFor : '')}
                      onChange={(event) => {
                        const number = Number(event.target.value)
                        set(
                          name,
                          {
                            validFor:
                              event.target.value === '' || !(number >= 1)
                                ? undefined
                                : toDuration(Math.floor(number), 'days'),
                          },
                          true,
                        )
                      }}
                    />
                  </td>
                  <td>
                    <input
                      type="checkbox"
                      aria-label={t('{name} is personal data', { name })}
                      checked={fact.pii}
                      onChange={(event) => set(name, { pii: event.target.checked })}
                    />
                  </td>
                  <td className="muted num">{usesOf(name)}</td>
                  <td>
                    <button
                      type="button"
                      className="icon-button"
                      data-size="small"
                      aria-label={t('Remove {name}', { name })}
                      onClick={() => {
                        editor.document.run((journey) => removeFact(journey, name))
                        toast(t('Removed {name}', { name: fact.label || name }), { undo: editor.document.undo })
                      }}
                    >
                      <IconTrash size={14} />
                    </button>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      <form
        className="record-add"
        onSubmit={(event) => {
          event.preventDefault()
          const label = fresh.trim()
          if (!label) return
          const name = newFactName(label, (taken) => taken in journeyOf(editor).facts || taken in shared)
          editor.document.run((journey) =>
            declareFact(journey, name, { type: 'text', label, pii: false, scope: 'conversation' }),
          )
          setFresh('')
        }}
      >
        <input
          className="plain-input"
          aria-label={t('New fact')}
          placeholder={t('Invoice number')}
          value={fresh}
          onChange={(event) => setFresh(event.target.value)}
        />
        <button type="submit" className="button" data-size="small" disabled={!fresh.trim()}>
          <IconPlus size={13} /> {t('Declare')}
        </button>
        {Object.keys(shared).length > 0 && (
          <span className="muted">
            {tn(
              Object.keys(shared).length,
              'And 1 fact of the customer, from the workspace.',
              'And {n} facts of the customer, from the workspace.',
            )}
          </span>
        )}
      </form>
    </div>
  )

  function usesOf(name: string): string {
    const word = new RegExp(`\\b${name}\\b`)
    const count = Object.values(uses).filter((node) => word.test(JSON.stringify([node.config, node.skipWhen]))).length
    return count === 0 ? t('nowhere') : tn(count, '1 step', '{n} steps')
  }
}

function daysOf(duration: string | undefined): number | undefined {
  const read = duration === undefined ? null : fromDuration(duration)
  if (read?.unit === 'days') return read.amount
  return read?.unit === 'weeks' ? read.amount * 7 : undefined
}
