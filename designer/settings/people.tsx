import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { AccountsAnswer, MeAnswer, Role } from '#api'
import { t } from '../i18n/t.ts'
import { toast } from '../ui/toast.tsx'
import { settingsApi } from './client.ts'
import { Confirm } from './confirm.tsx'
import { Failed } from './failed.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { day, dayAndTime } from './moment-words.ts'
import { roleNames } from './role-words.ts'
import { useAnswer } from './use-answer.ts'

type Account = AccountsAnswer['accounts'][number]

/** Who may sign in, whom a link waits for, and inviting and removing them. */
export function People({ me }: { me: MeAnswer }) {
  const accounts = useAnswer(settingsApi.accounts)
  const invites = useAnswer(settingsApi.invites)
  const [inviting, setInviting] = useState<{ name: string; role: Role } | null>(null)
  const [removing, setRemoving] = useState<Account | null>(null)
  const list = accounts.value?.accounts ?? []
  const open = invites.value?.invites ?? []
  return (
    <section aria-labelledby="people-title">
      <div className="settings-head">
        <div>
          <h2 id="people-title">{t('People')}</h2>
          <p className="muted">{t('There are no passwords: everybody signs in with a link that works once.')}</p>
        </div>
        <button
          type="button"
          className="button"
          data-kind="ink"
          onClick={() => setInviting({ name: '', role: 'editor' })}
        >
          <IconPlus size={15} stroke={1.8} /> {t('Invite')}
        </button>
      </div>
      <Failed why={accounts.failed ?? invites.failed} again={reload} />
      {accounts.value && (
        <table className="settings-table">
          <thead>
            <tr>
              <th scope="col">{t('Name')}</th>
              <th scope="col">{t('Role')}</th>
              <th scope="col">{t('Since')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('Actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((account) => (
              <tr key={account.id}>
                <th scope="row" title={account.name}>
                  {account.name} {account.id === me.id && <span className="pill">{t('You')}</span>}
                </th>
                <td>{t(roleNames[account.role])}</td>
                <td className="muted">{day(account.since)}</td>
                <td className="settings-actions">
                  <button
                    type="button"
                    className="button"
                    data-size="small"
                    aria-label={t('New link for {name}', { name: account.name })}
                    onClick={() => setInviting({ name: account.name, role: account.role })}
                  >
                    {t('New link')}
                  </button>
                  {account.id !== me.id && (
                    <button
                      type="button"
                      className="button"
                      data-size="small"
                      data-kind="bad"
                      aria-label={t('Remove {name}', { name: account.name })}
                      onClick={() => setRemoving(account)}
                    >
                      {t('Remove')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {list.length === 1 && open.length === 0 && (
        <p className="settings-hint muted">
          {t('Nobody else is here yet. Invite those who draw, and those who answer.')}
        </p>
      )}
      {open.length > 0 && (
        <>
          <h3>{t('Links nobody has opened yet')}</h3>
          <table className="settings-table">
            <thead>
              <tr>
                <th scope="col">{t('For')}</th>
                <th scope="col">{t('Role')}</th>
                <th scope="col">{t('Works until')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('Actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {open.map(({ id, name, role, expiresAt }) => (
                <tr key={id}>
                  <th scope="row" title={name}>
                    {name}
                  </th>
                  <td>{t(roleNames[role])}</td>
                  <td className="muted">{dayAndTime(expiresAt)}</td>
                  <td className="settings-actions">
                    <button
                      type="button"
                      className="button"
                      data-size="small"
                      aria-label={t('Withdraw the link for {name}', { name })}
                      onClick={() => void withdraw(id, name)}
                    >
                      {t('Withdraw')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {inviting && <InviteDialog who={inviting} onInvited={reload} onClose={() => setInviting(null)} />}
      {removing && (
        <Confirm
          title={t('Remove {name}?', { name: removing.name })}
          text={t(
            '{name} is signed out at once, everywhere. Customers they have are offered to their queues again. What they did stays on record.',
            { name: removing.name },
          )}
          action={t('Remove')}
          onDo={() => remove(removing)}
          onClose={() => setRemoving(null)}
        />
      )}
    </section>
  )

  async function reload() {
    await Promise.all([accounts.reload(), invites.reload()])
  }

  async function withdraw(id: string, name: string) {
    const answer = await settingsApi.withdraw(id)
    toast(answer.ok ? t('The link for {name} does not work any more', { name }) : answer.message, {
      tone: answer.ok ? 'plain' : 'bad',
    })
    await reload()
  }

  async function remove({ id, name }: Account): Promise<string | null> {
    const answer = await settingsApi.removeAccount(id)
    await reload()
    if (!answer.ok) return answer.message
    setRemoving(null)
    toast(t('Removed {name}', { name }))
    return null
  }
}
