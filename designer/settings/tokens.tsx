import { IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { ago, t } from '../i18n/t.ts'
import { toast } from '../ui/toast.tsx'
import { settingsApi } from './client.ts'
import { Confirm } from './confirm.tsx'
import { Failed } from './failed.tsx'
import { day } from './moment-words.ts'
import { scopeWords } from './scope-words.ts'
import { TokenDialog } from './token-dialog.tsx'
import { useAnswer } from './use-answer.ts'

/** The token the server makes at every start, for commands on its own machine. */
const commandLine = 'command line'

/** Which programs may act, what each may do and when it last did; making and revoking their tokens. */
export function Tokens() {
  const { value, failed, reload } = useAnswer(settingsApi.tokens)
  const [making, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<string | null>(null)
  const tokens = value?.tokens ?? []
  return (
    <section aria-labelledby="tokens-title">
      <div className="settings-head">
        <div>
          <h2 id="tokens-title">{t('Tokens')}</h2>
          <p className="muted">{t('What other programs sign in with, such as a pipeline that deploys releases.')}</p>
        </div>
        <button type="button" className="button" data-kind="ink" disabled={!value} onClick={() => setMaking(true)}>
          <IconPlus size={15} stroke={1.8} /> {t('New token')}
        </button>
      </div>
      <Failed why={failed} again={reload} />
      {value && tokens.length === 0 && (
        <div className="settings-empty">
          <IconKey size={26} stroke={1.5} />
          <p>{t('No program may do anything yet.')}</p>
        </div>
      )}
      {tokens.length > 0 && (
        <table className="settings-table">
          <thead>
            <tr>
              <th scope="col">{t('Name')}</th>
              <th scope="col">{t('May')}</th>
              <th scope="col">{t('Since')}</th>
              <th scope="col">{t('Last used')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('Actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map(({ name, scopes, createdAt, lastUsedAt }) => (
              <tr key={name}>
                <th scope="row" title={name}>
                  {name}
                </th>
                <td className="settings-wraps">
                  {value?.scopes.every((each) => scopes.includes(each))
                    ? t('Everything')
                    : scopes.map((each) => t(scopeWords(each))).join(', ')}
                  {name === commandLine && (
                    <span className="muted">
                      {' '}
                      {t('(made at every start, for commands on the server’s own machine)')}
                    </span>
                  )}
                </td>
                <td className="muted">{day(createdAt)}</td>
                <td className="muted">{lastUsedAt ? ago(lastUsedAt, Date.now()) : t('never')}</td>
                <td className="settings-actions">
                  <button
                    type="button"
                    className="button"
                    data-size="small"
                    data-kind="bad"
                    aria-label={t('Revoke {name}', { name })}
                    onClick={() => setRevoking(name)}
                  >
                    {t('Revoke')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {making && value && (
        <TokenDialog
          scopes={value.scopes}
          taken={tokens.map(({ name }) => name)}
          onMade={reload}
          onClose={() => setMaking(false)}
        />
      )}
      {revoking !== null && (
        <Confirm
          title={t('Revoke {name}?', { name: revoking })}
          text={
            revoking === commandLine
              ? t('Commands on the server’s own machine are refused from now on. Its next start makes a new token.')
              : t('Programs that use it are refused from now on. A new token can be made, this one never works again.')
          }
          action={t('Revoke')}
          onDo={() => revoke(revoking)}
          onClose={() => setRevoking(null)}
        />
      )}
    </section>
  )

  async function revoke(name: string): Promise<string | null> {
    const answer = await settingsApi.revoke(name)
    await reload()
    if (!answer.ok) return answer.message
    setRevoking(null)
    toast(t('Revoked {name}', { name }))
    return null
  }
}
