import { IconAlertTriangle, IconCircleCheck, IconEyeCheck } from '@tabler/icons-react'
import { useRef } from 'react'
import type { HandoffAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { ChannelIcon } from './channel-icon.tsx'
import { serverTime } from './clock.ts'
import { useShown } from './use-shown.ts'
import { channelName, fullMoment, moment, proofWords, valueWords } from './words.ts'

/** Everything known, before the first word. Reports when all of it has really been on screen. */
export function ContextCard({
  detail,
  watch,
  onShown,
}: {
  detail: HandoffAnswer
  /** Whether it still matters that this is seen: the agent has the customer and it was not reported yet. */
  watch: boolean
  onShown: () => void
}) {
  const { context, handoff } = detail
  const card = useRef<HTMLElement>(null)
  useShown(card, watch ? handoff.id : undefined, onShown)
  const now = serverTime()
  return (
    <section ref={card} className="known" aria-label={t('What is known')}>
      <h2 data-context="">
        {t('Summary')}
        {context.complete ? (
          <span className="pill ok">
            <IconCircleCheck size={12} aria-hidden="true" /> {t('Complete')}
          </span>
        ) : (
          <span className="pill warn">
            <IconAlertTriangle size={12} aria-hidden="true" /> {t('Parts left out')}
          </span>
        )}
        {handoff.shownBeforeReply === true && (
          <span className="pill ok">
            <IconEyeCheck size={12} aria-hidden="true" /> {t('Seen before the first reply')}
          </span>
        )}
        {handoff.shownBeforeReply === false && (
          <span className="pill warn">
            <IconAlertTriangle size={12} aria-hidden="true" /> {t('Replied before it was seen')}
          </span>
        )}
      </h2>
      <dl className="summary">
        {context.summary.map(({ label, text }) => (
          <div key={label} data-context="">
            <dt>{label}</dt>
            <dd dir="auto">{text}</dd>
          </div>
        ))}
      </dl>
      <h2>{t('Facts')}</h2>
      {context.facts.length === 0 && <p className="hint">{t('No facts are known yet.')}</p>}
      <ul className="facts">
        {context.facts.map((fact) => (
          <li key={fact.name} data-context="">
            <span className="label">{fact.label}</span>
            <b dir="auto">{valueWords(fact.value)}</b>
            <span className="source">
              <ChannelIcon channel={fact.channel} size={12} />
              <span title={fullMoment(fact.at)}>
                {t('{where}, {when}', {
                  where: fact.channel ? channelName(fact.channel) : t('The record'),
                  when: moment(fact.at, now),
                })}
              </span>
              <span className={fact.proof === 'proved' ? 'pill ok' : 'pill'}>{proofWords(fact.proof)}</span>
            </span>
          </li>
        ))}
      </ul>
      {context.leftOut.length > 0 && (
        <>
          <h2>{t('Left out')}</h2>
          <ul className="facts">
            {context.leftOut.map((fact) => (
              <li key={fact.name} data-context="">
                <span className="label">{labelOf(detail, fact.name)}</span>
                <span className="source">{fact.reason}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{t('Tried already')}</h2>
      {context.tried.length === 0 && <p className="hint">{t('Nothing was tried before you.')}</p>}
      <ul className="facts">
        {context.tried.map((tried) => (
          <li key={`${tried.what} ${tried.at}`}>
            <b>{tried.what}</b>
            <span className="source">
              <span>
                {tried.result}, {moment(tried.at, now)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function labelOf(detail: HandoffAnswer, fact: string): string {
  return detail.declared.find((each) => each.name === fact)?.label ?? fact
}
