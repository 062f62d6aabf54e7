import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const webchat = resolve(import.meta.dirname, 'runtime/channels/webchat')

/** Builds the chat widget: one small script without imports for any page, and the page of our own that shows it. */
export default defineConfig({
  root: webchat,
  publicDir: resolve(webchat, 'page'),
  build: {
    outDir: resolve(import.meta.dirname, 'dist/widget'),
    emptyOutDir: true,
    target: 'es2022',
    lib: {
      entry: resolve(webchat, 'widget/widget.ts'),
      name: 'throughline',
      formats: ['iife'],
      fileName: () => 'widget.js',
    },
  },
})
