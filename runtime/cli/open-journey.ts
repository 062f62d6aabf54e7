import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import {
  type Catalog,
  catalogOf,
  emptyWorkspace,
  type Journey,
  limits,
  type Parsed,
  parseJourney,
  parseWorkspace,
  problem,
  type Workspace,
} from '#core'
import { nodeTypes } from '#nodes'
import type { FileProblem } from './print.ts'

/** A journey from a file, with everything it refers to that was found around it. */
export interface OpenJourney {
  file: string
  journey: Journey
  catalog: Catalog
}

/** Why a journey could not be opened: every problem with the file it is in. */
export type Opened = { ok: true; value: OpenJourney } | { ok: false; problems: FileProblem[] }

/** How many folders above the journey's are searched for what it refers to. */
const mostFolders = 12

/** Opens a journey with its protocols, sub-journeys and workspace. Answers with problems, whatever the file holds. */
export function openJourney(path: string): Opened {
  const file = fileOf(path)
  const parsed = readAs(file, parseJourney)
  if (!parsed.ok) return parsed
  const journey = parsed.value
  const folders = foldersAbove(dirname(resolve(file)))
  const problems: FileProblem[] = []
  const workspace = workspaceIn(folders, problems)
  const documents: Record<string, Journey> = {}
  const open = [journey]
  while (open.length > 0) {
    for (const id of namedBy(open.pop() as Journey)) {
      if (id === journey.id || id in documents) continue
      const found = documentIn(folders, id)
      if (!found) continue
      if (!found.ok) problems.push(...found.problems)
      else {
        documents[id] = found.value
        open.push(found.value)
      }
    }
  }
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, value: { file, journey, catalog: catalogOf({ nodes: nodeTypes, documents, workspace }) } }
}

/** Reads a file as something, within its limit, or says why not. */
export function readAs<T>(
  file: string,
  parse: (text: string) => Parsed<T>,
  maxBytes: number = limits.documentBytes,
): { ok: true; value: T } | { ok: false; problems: FileProblem[] } {
  const text = readText(file, maxBytes)
  if (!text.ok) return { ok: false, problems: [unreadable(file, text.message)] }
  const parsed = parse(text.value)
  return parsed.ok ? parsed : { ok: false, problems: parsed.problems.map((each) => ({ ...each, file })) }
}

/** Reads a file's text, but no more than a limit, whatever kind of file it is. */
export function readText(file: string, maxBytes: number): { ok: true; value: string } | { ok: false; message: string } {
  let opened: number | undefined
  try {
    opened = openSync(file, 'r')
    const parts: Buffer[] = []
    let bytes = 0
    for (;;) {
      const part = Buffer.alloc(1 << 20)
      const read = readSync(opened, part)
      if (read === 0) break
      bytes += read
      if (bytes > maxBytes) return { ok: false, message: `The file is too big: at most ${maxBytes} bytes are allowed.` }
      parts.push(part.subarray(0, read))
    }
    // Some editors write a mark before the text that says how it is encoded.
    return {
      ok: true,
      value: Buffer.concat(parts)
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: false, message: 'There is no such file. Check the path.' }
    if (code === 'EISDIR') return { ok: false, message: 'This is a folder without a journey.json. Name a file.' }
    return { ok: false, message: `The file cannot be read (${code ?? 'unknown'}). Check its rights.` }
  } finally {
    if (opened !== undefined) closeSync(opened)
  }
}

function unreadable(file: string, message: string): FileProblem {
  return { ...problem('file.unreadable', 'error', null, message, 'Nothing was read, so nothing can run.'), file }
}

function fileOf(path: string): string {
  const inside = join(path, 'journey.json')
  return existsSync(inside) ? inside : path
}

/** The folder itself and those above it, nearest first; a repository's root is the last. */
function foldersAbove(folder: string): string[] {
  const folders: string[] = []
  for (let at = folder; folders.length < mostFolders; at = dirname(at)) {
    folders.push(at)
    if (dirname(at) === at || existsSync(join(at, '.git'))) break
  }
  return folders
}

function workspaceIn(folders: readonly string[], problems: FileProblem[]): Workspace {
  const file = folders.map((folder) => join(folder, 'workspace.json')).find((each) => existsSync(each))
  if (file === undefined) return emptyWorkspace
  const read = readAs(shown(file), parseWorkspace)
  if (read.ok) return read.value
  problems.push(...read.problems)
  return emptyWorkspace
}

/** The documents a document calls: handoff protocols and sub-journeys. */
function namedBy(journey: Journey): string[] {
  return Object.values(journey.nodes).flatMap(({ type, config }) => {
    const installed = nodeTypes.find((each) => each.type === type)
    const parsed = installed?.inlines && installed.config.safeParse(config)
    return installed?.inlines && parsed?.success ? [installed.inlines.document(parsed.data)] : []
  })
}

/** A document by its id: under a file or folder of that name, or whichever file of `protocols/` holds it. */
function documentIn(folders: readonly string[], id: string) {
  if (!/^[a-z0-9-]+$/.test(id)) return undefined
  for (const folder of folders) {
    const named = [`${id}.json`, `protocols/${id}.json`, `${id}/journey.json`].map((name) => join(folder, name))
    const others = jsonIn(join(folder, 'protocols'))
    for (const file of [...named, ...others]) {
      if (!existsSync(file)) continue
      const read = readAs(shown(file), parseJourney)
      if (read.ok ? read.value.id === id : named.includes(file)) return read
    }
  }
  return undefined
}

function jsonIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name))
}

/** A path as short as it can be said from here. */
function shown(file: string): string {
  const short = relative(process.cwd(), file)
  return short.startsWith('..') ? file : short
}
