import {
  IconAddressBook, IconAlarm, IconArrowsRight, IconArrowsShuffle, IconArrowsSplit, IconArrowsSplit2, IconBell, IconBolt, IconBook, IconBrandWhatsapp,
  IconBuildingStore, IconCalendar, IconChecklist, IconCircleCheck, IconClipboardList, IconClock, IconClockHour4, IconCloud, IconCode, IconCreditCard,
  IconDatabase, IconDoorExit, IconFileText, IconFlag, IconFlag3, IconForms, IconGitBranch, IconGift, IconHeadset, IconHeartHandshake, IconHelp,
  IconHelpCircle, IconHistory, IconHourglass, IconId, IconInbox, IconLanguage, IconLink, IconList, IconListCheck, IconListNumbers, IconLogin,
  IconMail, IconMailOpened, IconMailbox, IconMenu2, IconMessage, IconMessage2, IconMessageCircle, IconMessageCircleQuestion, IconMessageQuestion,
  IconMessages, IconMicrophone, IconMoodSmile, IconNote, IconNotes, IconPackage, IconPencil, IconPhone, IconPhoneCall, IconPhoneIncoming,
  IconPhoneOff, IconPlayerPlay, IconPlayerStop, IconPlugConnected, IconPuzzle, IconQuestionMark, IconReceipt, IconRoute, IconRowInsertTop, IconSearch,
  IconSend, IconShieldCheck, IconSparkles, IconStar, IconSubtask, IconSwitch, IconSwitchHorizontal, IconTag, IconTags, IconTextCaption, IconTimeline,
  IconTransfer, IconTransferIn, IconTransferOut, IconUser, IconUserCheck, IconUserQuestion, IconUserShare, IconUsers, IconVariable, IconVolume, IconWebhook, IconWorld,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'

type Draw = ComponentType<{ size?: number; stroke?: number }>

const drawn = {
  IconAddressBook, IconAlarm, IconArrowsRight, IconArrowsShuffle, IconArrowsSplit, IconArrowsSplit2, IconBell, IconBolt, IconBook, IconBrandWhatsapp,
  IconBuildingStore, IconCalendar, IconChecklist, IconCircleCheck, IconClipboardList, IconClock, IconClockHour4, IconCloud, IconCode, IconCreditCard,
  IconDatabase, IconDoorExit, IconFileText, IconFlag, IconFlag3, IconForms, IconGitBranch, IconGift, IconHeadset, IconHeartHandshake, IconHelp,
  IconHelpCircle, IconHistory, IconHourglass, IconId, IconInbox, IconLanguage, IconLink, IconList, IconListCheck, IconListNumbers, IconLogin,
  IconMail, IconMailOpened, IconMailbox, IconMenu2, IconMessage, IconMessage2, IconMessageCircle, IconMessageCircleQuestion, IconMessageQuestion,
  IconMessages, IconMicrophone, IconMoodSmile, IconNote, IconNotes, IconPackage, IconPencil, IconPhone, IconPhoneCall, IconPhoneIncoming,
  IconPhoneOff, IconPlayerPlay, IconPlayerStop, IconPlugConnected, IconPuzzle, IconQuestionMark, IconReceipt, IconRoute, IconRowInsertTop, IconSearch,
  IconSend, IconShieldCheck, IconSparkles, IconStar, IconSubtask, IconSwitch, IconSwitchHorizontal, IconTag, IconTags, IconTextCaption, IconTimeline,
  IconTransfer, IconTransferIn, IconTransferOut, IconUser, IconUserCheck, IconUserQuestion, IconUserShare, IconUsers, IconVariable, IconVolume, IconWebhook, IconWorld,
} as unknown as Record<string, Draw>

/** Draws the icon a node type names, such as `message-2`. Names that are not bundled draw a puzzle piece. */
export function NodeIcon({ name, size = 16 }: { name: string; size?: number }) {
  const Draw = drawn[componentName(name)] ?? IconPuzzle
  return <Draw size={size} stroke={1.8} />
}

/** Whether an icon of this name is bundled. */
export function hasIcon(name: string): boolean {
  return componentName(name) in drawn
}

function componentName(name: string): string {
  return `Icon${name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')}`
}
