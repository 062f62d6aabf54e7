import { IconUsers } from '@tabler/icons-react'
import type { DeskCustomer } from '#api'
import { t } from '../i18n/t.ts'
import { serverTime } from './clock.ts'
import type { SamePersonActions } from './same-person-actions.ts'
import { fullMoment, moment, someone, withBareAddresses } from './words.ts'

/** Who else the customer may be: quietly, and for the agent to decide. */
export function MaybeSame({ customer, actions }: { customer: DeskCustomer; actions: SamePersonActions }) {
  return customer.maybe.map((other) => (
    <fieldset key={other.id} className="maybe" aria-label={t('May be {name}', { name: someone(other) })}>
      <IconUsers size={14} stroke={1.8} aria-hidden="true" />
      <div>
        <p>
          {t('May be the same person as')}{' '}
          <button type="button" className="link" onClick={() => actions.look(other.id)}>
            {someone(other)}
          </button>
        </p>
        <p className="hint">
          <Why other={other} /> <When at={other.at} />
        </p>
        <div className="row">
          <button type="button" onClick={() => actions.merge(customer, other)}>
            {t('Merge')}
          </button>
          <button type="button" onClick={() => actions.notSame(customer, other)}>
            {t('Not the same')}
          </button>
        </div>
      </div>
    </fieldset>
  ))
}

/** Who was merged into the customer, by whom, when and why. They can be separated again at any time. */
export function MergedWith({ customer, actions }: { customer: DeskCustomer; actions: SamePersonActions }) {
  return customer.merged.map((other) => (
    <li key={other.id}>
      <span className="label">{t('Merged with')}</span>
      <b dir="auto">{someone(other)}</b>
      <button type="button" className="link" onClick={() => actions.separate(customer, other)}>
        {t('Separate')}
      </button>
      <span className="source">
        <span>
          {other.by === null ? t('By itself') : t('By {name}', { name: other.by })}, <When at={other.at} />
          {other.why !== '' && '. '}
          <Why other={other} />
        </span>
      </span>
    </li>
  ))
}

function Why({ other }: { other: { why: string } }) {
  return <span dir="auto">{withBareAddresses(other.why)}</span>
}

function When({ at }: { at: number }) {
  return <span title={fullMoment(at)}>{moment(at, serverTime())}</span>
}
