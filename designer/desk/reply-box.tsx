import { useState } from 'react'
import type { HandoffAnswer } from '#api'
import { t } from '../i18n/t.ts'
import { act } from './client.ts'
import { channelName } from './words.ts'

/** Answers on the customer's channel. The draft is kept until it is sent. */
export function ReplyBox({
  detail,
  onDone,
}: {
  detail: HandoffAnswer
  onDone: (action: Promise<void>) => Promise<boolean>
}) {
  const { id } = detail.handoff
  const key = `throughline.draft.${id}`
  const [text, setText] = useState(() => localStorage.getItem(key) ?? '')
  const [channel, setChannel] = useState(detail.channels[0] ?? '')
  const [sending, setSending] = useState(false)
  const write = (next: string) => {
    setText(next)
    if (next) localStorage.setItem(key, next)
    else localStorage.removeItem(key)
  }
  const send = async () => {
    if (!text.trim() || sending) return
    setSending(true)
    // The same id again is the same reply: pressing twice sends once.
    const sent = await onDone(act('reply', id, { id: crypto.randomUUID(), text, channel }))
    setSending(false)
    if (sent) write('')
  }
  return (
    <form
      className="reply"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <label className="sr-only" htmlFor="reply">
        {t('Your reply')}
      </label>
      <textarea
        id="reply"
        rows={3}
        value={text}
        placeholder={t('Write to the customer. Enter sends, Shift Enter starts a new line.')}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
          event.preventDefault()
          void send()
        }}
      />
      <div className="row">
        <label>
          {t('On')}{' '}
          <select value={channel} onChange={(event) => setChannel(event.target.value)}>
            {detail.channels.map((each) => (
              <option key={each} value={each}>
                {channelName(each)}
              </option>
            ))}
          </select>
        </label>
        <span className="grow" />
        <button type="submit" className="primary" disabled={!text.trim() || sending}>
          {sending ? t('Sending…') : t('Send')}
        </button>
      </div>
    </form>
  )
}
