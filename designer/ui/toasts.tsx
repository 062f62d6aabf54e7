import { Notifications } from '@mantine/notifications'

/** Where toasts show. One per page. */
export function Toasts() {
  return <Notifications position="bottom-right" zIndex={400} limit={3} />
}
