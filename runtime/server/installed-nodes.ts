import { readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { nodeTypes } from '#nodes'
import type { AnyNodeType } from '#sdk'
import { root } from './root.ts'
import { sha256 } from './secret-token.ts'

/**
 * Every kind of step installed here, each with the package it came with and a hash of its code: of its own folder, of
 * the files its group shares, and of what those import by a path. Libraries and the SDK are not in it.
 */
export function installedNodes(): AnyNodeType[] {
  const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string }
  const folder = resolve(import.meta.dirname, '../../nodes')
  return nodeTypes.map((type) => {
    const group = join(folder, type.group)
    const files = new Map<string, string>()
    for (const file of [...modulesIn(group), ...modulesIn(join(group, type.type))]) follow(file, files)
    const texts = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)
    return { ...type, origin: { package: name, code: sha256(texts.join('\0')) } }
  })
}

/** The modules of a folder that run: the sources under a test, otherwise what was built from them. */
function modulesIn(folder: string): string[] {
  const kind = extname(import.meta.filename)
  return readdirSync(folder)
    .filter((name) => extname(name) === kind && !/\.(d|test)\.ts$/.test(name))
    .map((name) => join(folder, name))
}

/** Adds a module and what it imports by a path of its own. */
function follow(file: string, found: Map<string, string>): void {
  if (found.has(file)) return
  const text = readFileSync(file, 'utf8')
  found.set(file, text)
  for (const [, path] of text.matchAll(/^(?:import|export)\b[^'"]*['"](\.{1,2}\/[^'"]+)['"]/gm))
    follow(resolve(dirname(file), path ?? ''), found)
}
