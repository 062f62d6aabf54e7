import type { Migration, MigrationProvider } from 'kysely'
import { up as first } from './0001-first.ts'
import { up as runStart } from './0003-run-start.ts'
import { up as fasterTurns } from './0004-faster-turns.ts'
import { up as merges } from './0005-merges.ts'

/** Every step of the store's format, in order. A step is never changed once it has shipped. */
export const migrations: MigrationProvider = {
  getMigrations: async (): Promise<Record<string, Migration>> => ({
    '0001-first': { up: first },
    '0003-run-start': { up: runStart },
    '0004-faster-turns': { up: fasterTurns },
    '0005-merges': { up: merges },
  }),
}

/** The newest step this build knows. A store with a newer one is not opened. */
export const newestMigration = '0005-merges'
