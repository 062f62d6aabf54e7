import { catalogOf, Journey, type Release, releaseOf, type Workspace } from '#core'
import type { UnclaimedRelease } from '#drivers/local/plans'
import type { AnyNodeType } from '#sdk'
import type { Db } from '#store/open'
import { keepRelease } from '#store/releases'
import { readWorkspace } from '#store/workspace'
import { sha256 } from './secret-token.ts'

/** The queue such messages wait in when the workspace names none. */
export const unclaimedQueue = { id: 'unclaimed', name: 'No journey answers' } as const

/** Prepares the journey of unclaimed messages as the workspace wants it now, and keeps its release. */
export async function prepareUnclaimed(db: Db, nodes: readonly AnyNodeType[], at: number): Promise<UnclaimedRelease> {
  const release = unclaimedRelease(await readWorkspace(db), nodes)
  await keepRelease(db, release, { by: 'Throughline', at, note: 'Answers messages that no journey claims' })
  return { journey: release.journey.id, release: release.hash }
}

function unclaimedRelease(workspace: Workspace, nodes: readonly AnyNodeType[]): Release {
  const { text, queue = unclaimedQueue.id } = workspace.unclaimed
  const queues = { [unclaimedQueue.id]: { name: unclaimedQueue.name, skills: [] }, ...workspace.queues }
  const documents = { [protocolId]: protocolSaying(text) }
  const catalog = catalogOf({ nodes, documents, workspace: { ...workspace, queues } })
  return releaseOf(journeyTo(queue), catalog, sha256)
}

const protocolId = 'unclaimed-to-person'

function journeyTo(queue: string): Journey {
  return Journey.parse({
    format: 1,
    kind: 'journey',
    id: 'unclaimed-messages',
    name: 'Messages that no journey answers',
    nodes: {
      writes: { type: 'inbound', config: { calls: false }, next: { received: 'to-person' } },
      'to-person': {
        type: 'handoff',
        config: { protocol: protocolId, queue, reason: 'No journey answers this message' },
        next: { resolved: 'answered', no_answer: 'not-answered' },
      },
      answered: { type: 'end', config: { as: 'solved' } },
      'not-answered': { type: 'end', config: { as: 'not_answered' } },
    },
  })
}

/** Whoever takes it answers whenever they can: nobody is rushed, and the customer knows that a person will read it. */
function protocolSaying(text: string): Journey {
  const timeout = 'P90D'
  return Journey.parse({
    format: 1,
    kind: 'protocol',
    id: protocolId,
    name: 'A message to a person',
    facts: { passed_to: { type: 'text', label: 'Queue it was passed on to', scope: 'run' } },
    nodes: {
      give: { type: 'give', config: {}, next: { given: 'offer' } },
      offer: {
        type: 'offer',
        config: { meanwhile: text },
        next: { accepted: 'with-agent', declined: 'nobody', no_answer: 'nobody' },
        timeout,
      },
      'with-agent': {
        type: 'with-agent',
        config: { transferAs: 'passed_to' },
        next: { resolved: 'take-back', returned: 'offer-again', transferred: 'offer-again', no_answer: 'offer-again' },
        timeout: 'P7D',
      },
      'offer-again': {
        type: 'offer',
        config: { meanwhile: 'A colleague goes on with your message.', queueFrom: 'passed_to' },
        next: { accepted: 'with-agent', declined: 'nobody', no_answer: 'nobody' },
        timeout,
      },
      'take-back': { type: 'take-back', config: {}, next: { done: 'resolved' } },
      resolved: { type: 'end', config: { as: 'resolved' } },
      nobody: { type: 'end', config: { as: 'no_answer' } },
    },
  })
}
