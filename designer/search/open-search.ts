import { spotlight } from '@mantine/spotlight'

/** Opens "Search or run". */
export function openSearch() {
  spotlight.open()
}
