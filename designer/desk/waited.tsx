import { useTicking } from './clock.ts'
import { fullMoment, howLong } from './words.ts'

/** How long something has waited, counting on. */
export function Waited({ since }: { since: number }) {
  const words = useTicking((now) => howLong(now - since))
  return (
    <time className="num waited" dateTime={new Date(since).toISOString()} title={fullMoment(since)}>
      {words}
    </time>
  )
}
