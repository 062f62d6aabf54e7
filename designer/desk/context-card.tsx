import { useEffect, useRef } from 'react'
import type { HandoffAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { bareAddress, channelName, moment } from './words.ts'

/** Everything known, before the first word. Tells when it has really been on screen. */
export function ContextCard({ detail, now, onShown }: { detail: HandoffAnswer; now: number; onShown: () => void }) {
  const { context, customer } = detail
  const card = useRef<HTMLElement>(null)
  const { id, status } = detail.handoff
  useEffect(() => {
    const element = card.current
    if (!element || status !== 'accepted') return
    const watch = new IntersectionObserver(
      ([entry]) => {
        // The summary stands at the top: once half of it can be seen, it can be read.
        if (entry?.isIntersecting && document.visibilityState === 'visible') onShown()
      },
      { threshold: 0.5 },
    )
    watch.observe(element)
    return () => watch.disconnect()
  }, [id, status, onShown])

  return (
    <aside className="context" aria-label={t('What is known')}>
      <section ref={card}>
        <h2>
          {t('Summary')}
          {context.complete ? (
            <span className="pill ok">{t('Complete')}</span>
          ) : (
            <span className="pill warn">{t('Parts left out')}</span>
          )}
        </h2>
        <dl>
          {context.summary.map(({ label, text }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h2>{t('Facts')}</h2>
        {context.facts.length === 0 && <p className="empty">{t('Nothing was asked yet.')}</p>}
        <ul className="facts">
          {context.facts.map((fact) => (
            <li key={fact.name}>
              <span className="label">{fact.label}</span>
              <b>{String(fact.value)}</b>
              <span className="from">
                {fact.channel ? channelName(fact.channel) : t('System')}, {moment(fact.at, now)},{' '}
                {fact.proof === 'proved' ? t('proved') : t('claimed')}
              </span>
            </li>
          ))}
          {context.leftOut.map((fact) => (
            <li key={fact.name}>
              <span className="label">{fact.name}</span>
              <span className="from">{t('Left out: {reason}', { reason: fact.reason })}</span>
            </li>
          ))}
        </ul>
      </section>
      {context.tried.length > 0 && (
        <section>
          <h2>{t('Tried already')}</h2>
          <ul className="facts">
            {context.tried.map((tried) => (
              <li key={`${tried.what}${tried.at}`}>
                <b>{tried.what}</b>
                <span className="from">
                  {tried.result}, {moment(tried.at, now)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2>{t('Customer')}</h2>
        <ul className="facts">
          {customer.identities.map((identity) => (
            <li key={identity.address}>
              <b>{bareAddress(identity.address)}</b>
              <span className="from">{identity.proof === 'proved' ? t('proved') : t('claimed')}</span>
            </li>
          ))}
          {Object.entries(customer.profile).map(([name, value]) => (
            <li key={name}>
              <span className="label">{name}</span>
              <b>{String(value)}</b>
            </li>
          ))}
        </ul>
      </section>
      {customer.earlier.length > 0 && (
        <section>
          <h2>{t('Earlier')}</h2>
          <ul className="facts">
            {customer.earlier.map((each) => (
              <li key={`${each.channel}${each.endedAt}`}>
                <b>{each.disposition}</b>
                <span className="from">
                  {channelName(each.channel)}, {moment(each.endedAt, now)}
                  {each.summary ? `. ${each.summary}` : ''}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </aside>
  )
}
