import type { DeskCustomer } from '#api'
import { t } from '../i18n/t.ts'
import { ChannelIcon } from './channel-icon.tsx'
import { serverTime } from './clock.ts'
import { MaybeSame, MergedWith } from './same-person.tsx'
import type { SamePersonActions } from './same-person-actions.ts'
import { addressKind, bareAddress, channelName, moment, proofWords, valueWords } from './words.ts'

/** Who the customer is: addresses with their proof, the profile, and what came of every conversation. */
export function CustomerCard({
  customer,
  current,
  same,
}: {
  customer: DeskCustomer
  current?: string
  same: SamePersonActions
}) {
  const now = serverTime()
  return (
    <section className="known" aria-label={t('The customer')}>
      <h2>{t('Customer')}</h2>
      <ul className="facts">
        {customer.identities.map((identity) => (
          <li key={identity.address}>
            <span className="label">{addressKind(identity.address)}</span>
            <b>{bareAddress(identity.address)}</b>
            <span className={identity.proof === 'proved' ? 'pill ok' : 'pill'}>{proofWords(identity.proof)}</span>
          </li>
        ))}
        {customer.language && (
          <li>
            <span className="label">{t('Language')}</span>
            <b>{customer.language}</b>
          </li>
        )}
        {customer.profile.map(({ name, label, value }) => (
          <li key={name}>
            <span className="label">{label}</span>
            <b dir="auto">{valueWords(value)}</b>
          </li>
        ))}
        <MergedWith customer={customer} actions={same} />
      </ul>
      <MaybeSame customer={customer} actions={same} />
      <h2>{t('Conversations')}</h2>
      {customer.conversations.length === 0 && <p className="hint">{t('None so far.')}</p>}
      <ul className="facts">
        {customer.conversations.map((each) => (
          <li key={each.id}>
            <b dir="auto">
              {each.results.length > 0 ? each.results.join(', ') : each.closedAt ? t('Ended') : t('Open')}
            </b>
            {each.id === current && <span className="pill">{t('This one')}</span>}
            <span className="source">
              {each.channels.map((channel) => (
                <ChannelIcon key={channel} channel={channel} size={12} />
              ))}
              <span>
                {each.channels.map(channelName).join(', ')} {t('since {when}', { when: moment(each.openedAt, now) })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
