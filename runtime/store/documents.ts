import type { Db } from './open.ts'

/** A draft as it was last saved. */
export interface DocumentRow {
  id: string
  kind: 'journey' | 'protocol'
  name: string
  /** The document, parsed but not checked: a draft may be unfinished. */
  document: Record<string, unknown>
  revision: number
  updatedAt: number
}

/** What a save leaves: the document, and the editors' shared state it was read from. */
export interface DocumentSave {
  id: string
  document: Record<string, unknown>
  shared: Uint8Array
  at: number
}

/** Every draft, by name. */
export async function listDocuments(db: Db): Promise<DocumentRow[]> {
  const rows = await db.selectFrom('document').select(columns).orderBy('kind').orderBy('name').execute()
  return rows.map(read)
}

/** One draft. */
export async function documentById(db: Db, id: string): Promise<DocumentRow | undefined> {
  const row = await db.selectFrom('document').select(columns).where('id', '=', id).executeTakeFirst()
  return row && read(row)
}

/** The shared state that open editors of a draft start from. */
export async function sharedState(db: Db, id: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('document').select('shared').where('id', '=', id).executeTakeFirst()
  return row?.shared ?? undefined
}

/** Adds a draft. Answers false, and changes nothing, when the id is taken. */
export async function addDocument(db: Db, save: DocumentSave): Promise<boolean> {
  const added = await db
    .insertInto('document')
    .values({ id: save.id, revision: 1, ...saved(save) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return added.numInsertedOrUpdatedRows === 1n
}

/** Saves a draft over the one before; the same content is no new revision. A draft removed meanwhile stays removed. */
export async function saveDocument(db: Db, save: DocumentSave): Promise<void> {
  const next = saved(save)
  await db
    .updateTable('document')
    .set((row) => ({
      revision: row
        .case()
        .when('json', '=', next.json)
        .then(row.ref('revision'))
        .else(row('revision', '+', 1))
        .end(),
      ...next,
    }))
    .where('id', '=', save.id)
    .execute()
}

/** Removes a draft. Its releases stay, because runs are on them. Answers whether there was one. */
export async function removeDocument(db: Db, id: string): Promise<boolean> {
  const removed = await db.deleteFrom('document').where('id', '=', id).executeTakeFirst()
  return removed.numDeletedRows === 1n
}

/** Keeps a draft as it was when it was published, for its history. */
export async function keepRevision(db: Db, row: DocumentRow, by: string, at: number, note: string): Promise<void> {
  await db
    .insertInto('revision')
    .values({ document: row.id, revision: row.revision, json: JSON.stringify(row.document), at, by, note })
    .onConflict((conflict) => conflict.columns(['document', 'revision']).doNothing())
    .execute()
}

const columns = ['id', 'kind', 'name', 'json', 'revision', 'updated_at'] as const

function saved({ document, shared, at }: DocumentSave) {
  return {
    kind: kindOf(document),
    name: typeof document.name === 'string' ? document.name : '',
    json: JSON.stringify(document),
    shared: Buffer.from(shared),
    updated_at: at,
  }
}

function kindOf(document: Record<string, unknown>): DocumentRow['kind'] {
  return document.kind === 'protocol' ? 'protocol' : 'journey'
}

function read(row: { id: string; name: string; json: string; revision: number; updated_at: number }): DocumentRow {
  const document = JSON.parse(row.json) as Record<string, unknown>
  return {
    id: row.id,
    kind: kindOf(document),
    name: row.name,
    document,
    revision: row.revision,
    updatedAt: row.updated_at,
  }
}
