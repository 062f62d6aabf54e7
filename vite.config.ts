import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const pure =
  /\/(runtime|nodes)\/[^?]*\.ts$|\/node_modules\/(@marcbachmann\/cel-js|re2js|xstate|temporal-polyfill|libphonenumber-js|zod|yjs|lib0)\//
const server = 'http://127.0.0.1:4100'

/** Builds the designer (`/`) and the desk (`/desk/`) as two pages that share nothing but chunks. */
export default defineConfig({
  root: resolve(import.meta.dirname, 'designer'),
  plugins: [react()],
  resolve: { conditions: ['throughline-source', 'module', 'browser', 'development|production'] },
  worker: { format: 'es' },
  build: {
    outDir: resolve(import.meta.dirname, 'dist/designer'),
    emptyOutDir: true,
    target: 'es2023',
    rolldownOptions: {
      // Our own modules and these libraries do nothing when imported, so what a page does not call is left out of it.
      treeshake: {
        moduleSideEffects: (id) => !pure.test(id) || id.endsWith('.css'),
        // What React wraps and nobody uses, such as parts of the canvas that we draw ourselves.
        manualPureFunctions: ['memo', 'forwardRef', 'createContext'],
      },
      input: [
        resolve(import.meta.dirname, 'designer/index.html'),
        resolve(import.meta.dirname, 'designer/desk/index.html'),
      ],
    },
  },
  server: {
    host: '127.0.0.1',
    port: 4173,
    proxy: {
      '/api': server,
      '/open': server,
      '/healthz': server,
      '/collab': { target: server, ws: true },
    },
  },
})
