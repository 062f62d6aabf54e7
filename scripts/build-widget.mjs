// Builds the chat widget: one small file without imports, for a script tag on any page.
import { resolve } from 'node:path'
import { build } from 'rolldown'

const root = resolve(import.meta.dirname, '..')

await build({
  input: resolve(root, 'runtime/channels/webchat/widget/widget.ts'),
  platform: 'browser',
  resolve: { conditionNames: ['source', 'browser', 'import', 'default'] },
  output: { file: resolve(root, 'dist/widget/widget.js'), format: 'iife', minify: true },
})
