import {
  IconBrandMessenger,
  IconBrandSlack,
  IconBrandTelegram,
  IconBrandWhatsapp,
  IconBuildingStore,
  IconDeviceMobileMessage,
  IconLayoutDashboard,
  IconMail,
  IconMessage2,
  IconMessages,
  IconPhone,
  IconWebhook,
} from '@tabler/icons-react'

const icons: Readonly<Record<string, typeof IconMail>> = {
  voice: IconPhone,
  email: IconMail,
  webchat: IconMessages,
  sms: IconDeviceMobileMessage,
  whatsapp: IconBrandWhatsapp,
  messenger: IconBrandMessenger,
  slack: IconBrandSlack,
  telegram: IconBrandTelegram,
  portal: IconLayoutDashboard,
  store: IconBuildingStore,
  webhook: IconWebhook,
}

/** A channel at a glance. Its name always stands beside it. */
export function ChannelIcon({ channel, size = 14 }: { channel: string | null; size?: number }) {
  const Icon = icons[channel ?? ''] ?? IconMessage2
  return <Icon size={size} stroke={1.8} aria-hidden="true" />
}
