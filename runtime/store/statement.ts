import { type Compilable, type CompiledQuery, sql } from 'kysely'
import type { Db } from './open.ts'

/** A query that is built once and then only bound to values, for what every turn asks. */
export interface Statement<Values, Row> {
  all(db: Db, values: Values): Promise<Row[]>
  first(db: Db, values: Values): Promise<Row | undefined>
  run(db: Db, values: Values): Promise<void>
}

/**
 * Makes a statement. `build` is called once for each dialect, with a stand-in for each value: it may bind them and
 * nothing else. Building a query takes Kysely some ten times as long as SQLite takes to run it.
 */
export function statement<Values extends object, Row = unknown>(
  build: (db: Db, value: Readonly<Values>) => Compilable<Row>,
): Statement<Values, Row> {
  const built = new WeakMap<object, CompiledQuery<Row>>()
  const rows = async (db: Db, values: Values): Promise<Row[]> => {
    const { adapter } = db.getExecutor()
    let query = built.get(adapter)
    if (!query) {
      query = build(db, standIns<Values>()).compile()
      built.set(adapter, query)
    }
    const parameters = query.parameters.map((each) =>
      each instanceof StandIn ? values[each.name as keyof Values] : each,
    )
    return (await db.executeQuery<Row>({ ...query, parameters })).rows
  }
  return {
    all: rows,
    first: async (db, values) => (await rows(db, values))[0],
    run: async (db, values) => void (await rows(db, values)),
  }
}

/** For `limit`: SQLite prepares a statement anew each time its limit is bound, so this one is part of the text. */
export const one = sql.lit(1)

/** Stands in a built query for a value that comes later. */
class StandIn {
  readonly name: PropertyKey
  constructor(name: PropertyKey) {
    this.name = name
  }
}

function standIns<Values extends object>(): Readonly<Values> {
  return new Proxy({} as Values, { get: (_, name) => new StandIn(name) })
}
