import { defineConfig } from 'vitest/config'
import { rings } from './test/support/rings.js'

/** What rings find at the place of the host that they must not need. */
const noHost = { FUELCELL_HOST: '/the/host/is/not/for/this/ring' }

export default defineConfig({
  test: {
    // Long enough for a provisioning from nothing on a slow machine; tests assert no times.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    restoreMocks: true,
    unstubEnvs: true,
    projects: Object.entries(rings).map(([name, { include, exclude }]) => ({
      extends: true,
      test: {
        name,
        include: [...include],
        exclude: [...exclude],
        env: name === 'pure' || name === 'fake-host' ? noHost : {},
      },
    })),
  },
})
