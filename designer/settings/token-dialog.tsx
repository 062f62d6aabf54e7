import { Checkbox, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { t } from '../i18n/t.ts'
import { settingsApi } from './client.ts'
import { scopeWords } from './scope-words.ts'
import { ShownOnce } from './shown-once.tsx'

/** Makes a token for a program: what it is called and what it may do. */
export function TokenDialog({
  scopes,
  taken,
  onMade,
  onClose,
}: {
  scopes: readonly string[]
  taken: readonly string[]
  onMade: () => Promise<void>
  onClose: () => void
}) {
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const [errors, setErrors] = useState<{ name?: string; scopes?: string; server?: string }>({})
  const [sending, setSending] = useState(false)
  const [token, setToken] = useState<string | null>(null)
  return (
    <Modal
      opened
      onClose={onClose}
      title={token ? t('The token “{name}”', { name: name.trim() }) : t('New token')}
      size={480}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {token ? (
        <div className="settings-dialog">
          <ShownOnce
            label={t('Token')}
            value={token}
            help={t('Keep it where the program finds it, such as THROUGHLINE_TOKEN. It is not shown again.')}
          />
          <footer>
            <button type="button" className="button" data-kind="ink" onClick={onClose}>
              {t('Done')}
            </button>
          </footer>
        </div>
      ) : (
        <form className="settings-dialog" noValidate onSubmit={(event) => void make(event)}>
          <TextInput
            label={t('Name')}
            description={t('Of the program, so that you know later which one to revoke.')}
            data-autofocus
            withAsterisk
            maxLength={100}
            value={name}
            error={errors.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox.Group label={t('It may')} withAsterisk value={chosen} error={errors.scopes} onChange={setChosen}>
            <div className="settings-scopes">
              {scopes.map((scope) => (
                <Checkbox key={scope} value={scope} label={t(scopeWords(scope))} />
              ))}
            </div>
          </Checkbox.Group>
          {errors.server && (
            <p className="settings-refused" role="alert">
              {errors.server}
            </p>
          )}
          <footer>
            <button type="button" className="button" onClick={onClose}>
              {t('Cancel')}
            </button>
            <button type="submit" className="button" data-kind="ink" disabled={sending}>
              {t('Make a token')}
            </button>
          </footer>
        </form>
      )}
    </Modal>
  )

  async function make(event: FormEvent) {
    event.preventDefault()
    const wrong = {
      ...(name.trim() === '' && { name: t('Write a name.') }),
      ...(taken.includes(name.trim()) && {
        name: t('There is a token of this name. Choose another, or revoke that one first.'),
      }),
      ...(chosen.length === 0 && { scopes: t('Choose at least one thing it may do.') }),
    }
    setErrors(wrong)
    if (Object.keys(wrong).length > 0) return
    setSending(true)
    const answer = await settingsApi.createToken(name.trim(), chosen)
    setSending(false)
    if (!answer.ok) return setErrors({ server: answer.message })
    setToken(answer.value.token)
    await onMade()
  }
}
