import type { DeskCustomer } from '#api'
import { t } from '../i18n/t.ts'
import { mergeCustomers, sayMaybeSame, sayNotSame, separateCustomer } from './client.ts'
import type { Done } from './toast.tsx'
import { someone } from './words.ts'

type Maybe = DeskCustomer['maybe'][number]
type MergedOne = DeskCustomer['merged'][number]

/** What an agent can say about who a customer is. */
export interface SamePersonActions {
  merge: (customer: DeskCustomer, other: Maybe) => void
  notSame: (customer: DeskCustomer, other: Maybe) => void
  separate: (customer: DeskCustomer, other: MergedOne) => void
  look: (customer: string) => void
}

/** Says it to the server, and offers to take it back. `run` tells whether it worked, and shows why not. */
export function samePersonActions(
  run: (action: Promise<unknown>) => Promise<boolean>,
  show: (done: Done) => void,
  look: (customer: string) => void,
): SamePersonActions {
  const say = async (action: Promise<unknown>, text: string, undo: () => Promise<unknown>) => {
    if (await run(action)) show({ text, undo: () => void run(undo()) })
  }
  return {
    look,
    merge: (customer, other) => {
      const merging = mergeCustomers(customer.id, other.id, other.why)
      const text = t('{one} and {other} are one customer now.', {
        one: someone(known(customer)),
        other: someone(other),
      })
      void say(merging, text, async () => separateCustomer((await merging).merged))
    },
    notSame: (customer, other) => {
      const text = t('{one} and {other} stay two customers.', { one: someone(known(customer)), other: someone(other) })
      void say(sayNotSame(customer.id, other.id), text, () => sayMaybeSame(customer.id, other.id))
    },
    separate: (customer, other) => {
      const text = t('{other} is a customer of their own again.', { other: someone(other) })
      void say(separateCustomer(other.id), text, () => mergeCustomers(customer.id, other.id, other.why))
    },
  }
}

function known({ name, identities }: DeskCustomer) {
  return { name, addresses: identities.map((identity) => identity.address) }
}
