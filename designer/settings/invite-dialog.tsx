import { Modal, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type InvitedAnswer, Role } from '#api'
import { t } from '../i18n/t.ts'
import { settingsApi } from './client.ts'
import { dayAndTime } from './moment-words.ts'
import { roleMeanings, roleNames } from './role-words.ts'
import { ShownOnce } from './shown-once.tsx'

/** Makes a one-time link for somebody new, or for somebody who is here and signs in again. */
export function InviteDialog({
  who,
  onInvited,
  onClose,
}: {
  who: { name: string; role: Role }
  onInvited: () => Promise<void>
  onClose: () => void
}) {
  const [name, setName] = useState(who.name)
  const [role, setRole] = useState(who.role)
  const [error, setError] = useState<string | null>(null)
  const [sending, setSending] = useState(false)
  const [invited, setInvited] = useState<InvitedAnswer | null>(null)
  const known = who.name !== ''
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        invited ? t('The link for {name}', { name: name.trim() }) : known ? t('New link for {name}', who) : t('Invite')
      }
      size={460}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {invited ? (
        <div className="settings-dialog">
          <ShownOnce
            label={t('Link')}
            value={invited.link}
            help={t(
              'It works once, until {until}. Whoever opens it is signed in as {name}, so send it to nobody else. It is not shown again.',
              { until: dayAndTime(invited.expiresAt), name: name.trim() },
            )}
          />
          <footer>
            <button type="button" className="button" data-kind="ink" onClick={onClose}>
              {t('Done')}
            </button>
          </footer>
        </div>
      ) : (
        <form className="settings-dialog" noValidate onSubmit={(event) => void invite(event)}>
          {known ? (
            <p>
              {t(
                '{name} signs in with it on another computer, or again after 30 days. Signed in elsewhere they stay.',
                who,
              )}
            </p>
          ) : (
            <>
              <TextInput
                label={t('Name')}
                data-autofocus
                withAsterisk
                maxLength={100}
                value={name}
                error={error}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Select
                label={t('Role')}
                description={t(roleMeanings[role])}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                data={(['editor', 'agent', 'admin'] as const).map((each) => ({
                  value: each,
                  label: t(roleNames[each]),
                }))}
                value={role}
                allowDeselect={false}
                onChange={(next) => setRole(Role.parse(next))}
              />
            </>
          )}
          {known && error && (
            <p className="settings-refused" role="alert">
              {error}
            </p>
          )}
          <footer>
            <button type="button" className="button" onClick={onClose}>
              {t('Cancel')}
            </button>
            <button type="submit" className="button" data-kind="ink" disabled={sending}>
              {t('Make a link')}
            </button>
          </footer>
        </form>
      )}
    </Modal>
  )

  async function invite(event: FormEvent) {
    event.preventDefault()
    if (name.trim() === '') return setError(t('Write a name.'))
    setSending(true)
    const answer = await settingsApi.invite(name.trim(), role)
    setSending(false)
    if (!answer.ok) return setError(answer.message)
    setInvited(answer.value)
    await onInvited()
  }
}
