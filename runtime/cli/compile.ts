import { join } from 'node:path'
import type { Catalog, Journey } from '#core'
import { built } from '#server/root'
import { examineFile } from './examine.ts'
import { writeWhole } from './export.ts'
import { fail, print, problemsInWords } from './print.ts'

/** `throughline compile --to xstate FILE --out FILE`: the journey as a module that needs nothing but XState. */
export async function compileCommand(file: string, { out, json }: { out: string; json?: boolean }): Promise<void> {
  const examined = examineFile(file)
  if (!examined.ok) {
    print(json, { problems: examined.problems }, problemsInWords(examined.problems))
    return fail('Nothing was written.')
  }
  const { journey, catalog, file: source } = examined.value
  const { code, imports } = await bundle(entryOf(journey, catalog))
  const foreign = imports.filter((name) => name !== 'xstate')
  if (foreign.length > 0)
    return fail(`A step of this journey needs ${foreign.join(', ')}, which only a server has. Nothing was written.`)
  const problem = writeWhole(out, code, source)
  if (problem) return fail(problem)
  const bytes = Buffer.byteLength(code)
  print(json, { file: out, bytes, imports }, `${out}: ${Math.round(bytes / 1024)} KB, imports ${imports.join(', ')}`)
}

const banner = `// Written by \`throughline compile --to xstate\`. Do not edit: compile the journey again.
// export const machine: the journey as an XState machine; provide the action \`effect\` to carry out what it decides.
// export function inputFor(event, customer?, known?): the input of a run that this event starts.
`

/** The module's source before bundling: the code of the steps and the machine, and the documents as data. */
function entryOf(journey: Journey, catalog: Catalog): string {
  const core = (file: string) => JSON.stringify(join(built, 'runtime/core', file))
  return `
import { catalogOf } from ${core('catalog.js')}
import { compile } from ${core('compile/compile.js')}
import { nodeTypes } from ${JSON.stringify(join(built, 'nodes/index.js'))}

const journey = ${JSON.stringify(journey)}
const documents = ${JSON.stringify(catalog.documents)}
const workspace = ${JSON.stringify(catalog.workspace)}
const plan = compile(journey, catalogOf({ nodes: nodeTypes, documents, workspace }))

/** The journey "${journey.id}" as an XState machine. Provide the action \`effect\` to carry out what it decides. */
export const machine = plan.machine

/** The input of a run that starts with this event, for a customer; undefined when the journey does not start on it. */
export function inputFor(event, customer = { id: 'customer', name: null, language: null }, known = {}) {
  for (const [entry, prepared] of plan.nodes) {
    if (plan.flat.frameOf[entry] !== undefined || !prepared.type.starts?.(prepared.config, event)) continue
    return { at: event.at, entry, event, channel: event.channel ?? 'webhook', customer, profile: {}, facts: {}, ...known }
  }
  return undefined
}
`
}

async function bundle(source: string): Promise<{ code: string; imports: string[] }> {
  const { rolldown } = await import('rolldown')
  const entry = 'throughline:machine'
  const bundled = await rolldown({
    input: entry,
    external: ['xstate'],
    platform: 'neutral',
    resolve: { conditionNames: ['import', 'default'], mainFields: ['module', 'main'] },
    treeshake: { moduleSideEffects: false },
    logLevel: 'silent',
    plugins: [
      {
        name: 'throughline-machine',
        resolveId: (id) => (id === entry ? { id: join(built, 'machine.js'), moduleSideEffects: true } : null),
        load: (id) => (id === join(built, 'machine.js') ? source : null),
      },
    ],
  })
  const { output } = await bundled.generate({ format: 'esm', codeSplitting: false, minify: true })
  await bundled.close()
  const chunks = output.flatMap((each) => (each.type === 'chunk' ? [each] : []))
  const imports = [...new Set(chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]))]
  return { code: `${banner}${chunks.map((chunk) => chunk.code).join('\n')}`, imports }
}
