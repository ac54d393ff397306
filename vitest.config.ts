import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    // Tests spawn the real bin and a sandbox each: two cores need the time.
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
})
