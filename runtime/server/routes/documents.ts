import { type Context, Hono } from 'hono'
import {
  CreateDocument,
  type CreatedAnswer,
  type DocumentAnswer,
  type DocumentsAnswer,
  type DoneAnswer,
  PublishDocument,
  type PublishedAnswer,
  ReplaceDocument,
} from '#api'
import { type Journey, parseJourney, type Release, releaseOf, sameContent } from '#core'
import { listDocuments } from '#store/documents'
import { releaseByHash } from '#store/live-releases'
import { listReleases } from '#store/releases'
import { draftCatalog } from '../examine.ts'
import { type Env, may } from '../may.ts'
import { publishDraft } from '../publish.ts'
import { readBody } from '../read-body.ts'
import { refuse } from '../refuse.ts'
import { sha256 } from '../secret-token.ts'
import { releaseRow } from './releases.ts'

/** Drafts: listed, opened, replaced, removed and published. */
export function documentRoutes() {
  return new Hono<Env>()
    .get('/api/documents', may('documents.read'), async (c) => {
      const { db, nodes, drafts } = c.get('deps')
      await drafts.flush()
      const catalog = await draftCatalog(db, nodes)
      const current = new Map(
        (await listReleases(db)).filter((each) => each.current).map((each) => [each.journey, each]),
      )
      const documents = (await listDocuments(db)).map(async ({ id, kind, name, revision, updatedAt }) => {
        const release = current.get(id)
        const frozen = release && (await releaseByHash(db, release.hash))
        const draft = catalog.documents[id]
        return {
          id,
          kind,
          name,
          revision,
          updatedAt: iso(updatedAt),
          release: release ? { hash: release.hash, number: release.number, at: iso(release.at) } : null,
          changed: frozen !== undefined && !(draft && isAsReleased(draft, catalog, frozen)),
        }
      })
      return c.json({ documents: await Promise.all(documents) } satisfies DocumentsAnswer)
    })
    .get('/api/documents/:id', may('documents.read'), async (c) => {
      const row = await c.get('deps').drafts.current(c.req.param('id'))
      return row
        ? c.json({ document: row.document, revision: row.revision } satisfies DocumentAnswer)
        : unknownDocument(c)
    })
    .post('/api/documents', may('documents.write'), async (c) => {
      const read = await readDocument(c, CreateDocument)
      if (!read.ok) return read.response
      const { id } = read.value
      if (!(await c.get('deps').drafts.add(id, read.value))) {
        return refuse(c, 409, 'document.exists', `There is a document with the id “${id}” already. Choose another one.`)
      }
      return c.json({ id } satisfies CreatedAnswer, 201)
    })
    .put('/api/documents/:id', may('documents.write'), async (c) => {
      const read = await readDocument(c, ReplaceDocument)
      if (!read.ok) return read.response
      const id = c.req.param('id')
      if (read.value.id !== id)
        return refuse(c, 422, 'document.invalid', `The document’s id is “${read.value.id}”, not “${id}”.`)
      await c.get('deps').drafts.replace(id, read.value, c.get('actor')?.name ?? '')
      return c.json({ ok: true } satisfies DoneAnswer)
    })
    .delete('/api/documents/:id', may('documents.write'), async (c) => {
      const removed = await c.get('deps').drafts.remove(c.req.param('id'))
      return removed ? c.json({ ok: true } satisfies DoneAnswer) : unknownDocument(c)
    })
    .post('/api/documents/:id/publish', may('releases.deploy'), async (c) => {
      const body = await readBody(c, PublishDocument)
      if (!body.ok) return body.response
      const by = c.get('actor')?.name ?? ''
      const published = await publishDraft(c.get('deps'), c.req.param('id'), { ...body.value, by })
      if (published.ok) return c.json({ release: releaseRow(published.release) } satisfies PublishedAnswer, 201)
      if (published.why === 'unknown') return unknownDocument(c)
      if (published.why === 'protocol') {
        return refuse(
          c,
          422,
          'document.protocol',
          'A protocol is published with the journeys that use it. Publish those.',
          [],
        )
      }
      return refuse(
        c,
        422,
        'document.problems',
        'The journey has problems that need a decision first.',
        published.problems,
      )
    })
}

type DocumentBodySchema = typeof CreateDocument | typeof ReplaceDocument

async function readDocument(
  c: Context<Env>,
  schema: DocumentBodySchema,
): Promise<{ ok: true; value: Journey } | { ok: false; response: Response }> {
  const body = await readBody(c, schema)
  if (!body.ok) return body
  const parsed = parseJourney(body.value.document)
  if (parsed.ok) return parsed
  const message = parsed.problems[0]?.message ?? 'The document cannot be read.'
  return { ok: false, response: refuse(c, 422, 'document.invalid', message, parsed.problems) }
}

function isAsReleased(draft: Journey, catalog: Awaited<ReturnType<typeof draftCatalog>>, released: Release): boolean {
  try {
    return sameContent(releaseOf(draft, catalog, sha256), released)
  } catch {
    // A draft that refers to what does not exist cannot be frozen, so it differs from what was.
    return false
  }
}

function unknownDocument(c: Context): Response {
  return refuse(c, 404, 'document.unknown', `There is no document “${c.req.param('id')}”.`)
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
