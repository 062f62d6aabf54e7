import { usualChannel, writtenChannels } from '#core'
import type { ChannelId } from '#sdk'
import { identitiesOf, sameCustomer } from './customers.ts'
import type { Db } from './open.ts'

/** The channel to write to a customer on when they did not write first; nothing when there is none. */
export async function usualChannelOf(db: Db, customer: string): Promise<ChannelId | undefined> {
  const last = await db
    .selectFrom('interaction')
    .innerJoin('conversation', 'conversation.id', 'interaction.conversation')
    .select('interaction.channel')
    .where('conversation.customer', 'in', sameCustomer(db, customer))
    .where('interaction.channel', 'in', writtenChannels)
    .orderBy('interaction.started_at', 'desc')
    .executeTakeFirst()
  const addresses = (await identitiesOf(db, customer)).map(({ address }) => address)
  return usualChannel(last?.channel, addresses)
}
