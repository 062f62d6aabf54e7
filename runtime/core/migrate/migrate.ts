/** The newest format of documents this build reads, and the only one it writes. */
export const newestFormat = 1

/** One step from a format to the next, on plain JSON. */
type Migration = (document: Record<string, unknown>) => Record<string, unknown>

/** The steps, by the format they start from. Each has a fixture beside this file. */
const migrations: Readonly<Record<number, Migration>> = {}

/** Brings a document to the newest format, or says why it cannot. */
export function migrate(value: unknown): { ok: true; value: unknown } | { ok: false; message: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: true, value }
  let document = value as Record<string, unknown>
  const { format } = document
  if (typeof format !== 'number' || !Number.isInteger(format)) return { ok: true, value }
  if (format > newestFormat) {
    const message = `format: this document is in format ${format}, newer than this version of Throughline reads (${newestFormat}). Update Throughline to open it.`
    return { ok: false, message }
  }
  for (let from = format; from < newestFormat; from += 1) {
    const step = migrations[from]
    if (!step) return { ok: false, message: `format: there is no format ${from}. Use ${newestFormat}.` }
    document = step(document)
  }
  return { ok: true, value: document }
}
