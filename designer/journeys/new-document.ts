import { Journey } from '#core'
import { newId } from '../document/new-id.ts'
import { t } from '../i18n/t.ts'

/** An empty journey or protocol with an id nobody has. */
export function newDocument(kind: 'journey' | 'protocol', taken: (id: string) => boolean): Journey {
  const name = kind === 'journey' ? t('New journey') : t('New protocol')
  return Journey.parse({ format: 1, kind, id: newId(name, taken), name })
}

/** The same document under another id and name. */
export function copyOf(journey: Journey, taken: (id: string) => boolean): Journey {
  const name = t('{name}, copy', { name: journey.name }).slice(0, 200)
  return { ...journey, id: newId(name, taken), name }
}
