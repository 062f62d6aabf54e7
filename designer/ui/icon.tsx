import {
  IconArrowBackUp,
  IconArrowsSplit2,
  IconBolt,
  IconCheckbox,
  IconClockHour9,
  IconDeviceMobileMessage,
  IconFileText,
  IconFlag,
  IconHeadset,
  IconHelp,
  IconHistory,
  IconHourglass,
  IconLink,
  IconListNumbers,
  IconMail,
  IconMessage2,
  IconMessageCircleDown,
  IconMessageQuestion,
  IconMessages,
  IconPackageExport,
  IconPhone,
  IconPlugConnected,
  IconPuzzle,
  IconRouteAltLeft,
  IconSubtask,
  IconUserCheck,
  IconUsersPlus,
  IconVariable,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { componentName } from './icon-name.ts'
import { later } from './later.tsx'

const OtherIcon = later(async () => (await import('./other-icon.tsx')).OtherIcon)

/** The icons of the steps that are shipped, and of the designer's own lists. All others come when they are drawn. */
const drawn: Record<string, ComponentType<{ size?: number; stroke?: number }>> = {
  IconArrowBackUp,
  IconArrowsSplit2,
  IconBolt,
  IconCheckbox,
  IconClockHour9,
  IconDeviceMobileMessage,
  IconFileText,
  IconFlag,
  IconHeadset,
  IconHelp,
  IconHistory,
  IconHourglass,
  IconLink,
  IconListNumbers,
  IconMail,
  IconMessage2,
  IconMessageCircleDown,
  IconMessageQuestion,
  IconMessages,
  IconPackageExport,
  IconPhone,
  IconPlugConnected,
  IconPuzzle,
  IconRouteAltLeft,
  IconSubtask,
  IconUserCheck,
  IconUsersPlus,
  IconVariable,
}

/** Draws the icon a node type names, such as `message-2`. Names that are not bundled draw a puzzle piece. */
export function NodeIcon({ name, size = 16 }: { name: string; size?: number }) {
  const Draw = drawn[componentName(name)]
  if (Draw) return <Draw size={size} stroke={1.8} />
  return <OtherIcon name={name} size={size} meanwhile={<IconPuzzle size={size} stroke={1.8} />} />
}

/** Whether the icon of this name is there from the start. */
export function hasIcon(name: string): boolean {
  return componentName(name) in drawn
}
