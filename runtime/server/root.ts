import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The package's own folder, whether this runs from the sources or from what was built. */
export const root: string =
  ['../..', '../../..']
    .map((up) => resolve(import.meta.dirname, up))
    .find((folder) => existsSync(join(folder, 'package.json'))) ?? process.cwd()

/** Where the pages and the server were built to. */
export const built: string = join(root, 'dist')
