import { IconSend } from '@tabler/icons-react'
import { type RefObject, useEffect, useState } from 'react'
import { channels as allChannels, type ChannelId } from '#sdk'
import { t } from '../i18n/t.ts'
import { ChannelIcon } from './channel-icon.tsx'
import { keep, kept } from './kept.ts'
import { channelName } from './words.ts'

/** Answers on the customer's channel. The draft is kept until it is sent. */
export function ReplyBox({
  handoff,
  channels,
  box,
  onSend,
}: {
  handoff: string
  /** Where the customer can be reached now, the channel they used last first. */
  channels: readonly string[]
  box: RefObject<HTMLTextAreaElement | null>
  onSend: (text: string, channel: string) => void
}) {
  const key = `draft.${handoff}`
  const [text, setText] = useState(() => kept(key, ''))
  const [chosen, setChosen] = useState<string>()
  // A channel that was chosen by hand stays, unless the customer left it.
  const channel = chosen !== undefined && channels.includes(chosen) ? chosen : (channels[0] ?? '')
  const most = allChannels[channel as ChannelId]?.maxLength ?? 20_000
  const tooLong = text.trim().length > Math.min(most, 20_000)
  const ready = text.trim() !== '' && channel !== '' && !tooLong

  // biome-ignore lint/correctness/useExhaustiveDependencies: it grows with its text.
  useEffect(() => {
    const element = box.current
    if (!element) return
    element.rows = 3
    while (element.scrollHeight > element.clientHeight && element.rows < 12) element.rows += 1
  }, [text, box])

  const write = (next: string) => {
    setText(next)
    keep(key, next === '' ? undefined : next)
  }
  const send = () => {
    if (!ready) return
    onSend(text.trim(), channel)
    write('')
    box.current?.focus()
  }
  if (channels.length === 0) {
    return (
      <p className="reply hint">
        {t('No channel reaches this customer now: the call has ended and no address is known. Close with a note.')}
      </p>
    )
  }
  return (
    <form
      className="reply"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <label className="visually-hidden" htmlFor="reply">
        {t('Your reply')}
      </label>
      <textarea
        id="reply"
        ref={box}
        rows={3}
        value={text}
        dir="auto"
        aria-describedby="reply-hint"
        placeholder={t('Write to the customer')}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
          event.preventDefault()
          send()
        }}
      />
      <div className="row">
        <ChannelIcon channel={channel} />
        <select aria-label={t('Send on')} value={channel} onChange={(event) => setChosen(event.target.value)}>
          {channels.map((each) => (
            <option key={each} value={each}>
              {channelName(each)}
            </option>
          ))}
        </select>
        <span id="reply-hint" className={tooLong ? 'hint bad' : 'hint'}>
          {tooLong
            ? t('{n} characters are too many for {channel}: {most} at most.', {
                n: text.trim().length,
                channel: channelName(channel),
                most: Math.min(most, 20_000),
              })
            : t('Enter sends, Shift Enter starts a new line')}
        </span>
        <span className="grow" />
        <button type="submit" className="primary" disabled={!ready}>
          <IconSend size={14} stroke={1.8} aria-hidden="true" /> {t('Send')}
        </button>
      </div>
    </form>
  )
}
