import type { Db } from '#store/open'

/** Waits until whatever can go out has gone out; what a call is to say waits for the call. */
export async function allSent(db: Db): Promise<void> {
  for (;;) {
    const going = await db
      .selectFrom('outbox')
      .select('id')
      .where('status', 'in', ['pending', 'sending'])
      .where((where) => where.or([where('channel', 'is', null), where('channel', '!=', 'voice')]))
      .execute()
    if (going.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
