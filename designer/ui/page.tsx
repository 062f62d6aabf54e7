import { createTheme, localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { LiveRegion } from './announce.tsx'

const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  primaryColor: 'blue',
  defaultRadius: 7,
  cursorType: 'pointer',
  components: {
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs', color: 'var(--accent)' } },
    Checkbox: { defaultProps: { size: 'xs', color: 'var(--accent)' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
    Menu: { defaultProps: { transitionProps: { duration: 80 } } },
    Modal: {
      defaultProps: {
        // A dialog's heading is not the page's banner.
        attributes: { header: { role: 'presentation' } },
        transitionProps: { duration: 120 },
        centered: true,
        overlayProps: { backgroundOpacity: 0.4 },
      },
    },
  },
})
const colorScheme = localStorageColorSchemeManager({ key: 'throughline.theme' })

/** What every page stands in: the theme, and the region that is read out. */
export function Page({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} colorSchemeManager={colorScheme} defaultColorScheme="auto">
      {children}
      <LiveRegion />
    </MantineProvider>
  )
}
