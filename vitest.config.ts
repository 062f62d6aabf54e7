import { defineConfig } from 'vitest/config'

const conditions = ['throughline-source', 'module', 'node', 'development|production']

/** One runner for every test; `#core` and the like resolve to sources, so no build is needed first. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: 'node',
    include: ['{runtime,nodes,designer,examples,bench}/**/*.test.ts', '*.test.ts'],
    globalSetup: ['runtime/testing/one-temporary-folder.ts'],
    setupFiles: ['runtime/testing/draw-from-one-seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
