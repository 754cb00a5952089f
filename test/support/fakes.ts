import { fileURLToPath } from 'node:url'
import type { Provisioner } from '../../src/runner/provisioning/modules.js'
import { createRunnerWith, type Internals, type Runner, type RunnerOptions } from '../../src/runner/runner.js'
import type { ResolvedRuntime } from '../../src/runtimes/manifest/manifest.js'
import type { Provisioned } from '../../src/runtimes/provision/provision.js'

/** Path of a fake host; see `fixtures/hosts/`. */
export function fakeHost(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/hosts/${name}.mjs`, import.meta.url))
}

export const fakeRuntime: ResolvedRuntime = {
  name: 'python',
  version: '3.11.3',
  title: 'CPython 3.11.3',
  licence: 'PSF-2.0',
  source: 'https://example.org/',
  wasm: { package: 'none', path: 'none.wasm', sha256: '0'.repeat(64), bytes: 0 },
  args: ['python', '{entry}'],
  entry: 'main.py',
  env: { PYTHONHASHSEED: '0', LANG: 'C' },
  starts: { cold: {} },
  defaultStart: 'cold',
  folder: '/nowhere',
  manifestSha256: '0'.repeat(64),
}

export function fakeProvisioned(digest = 'digest'): Provisioned {
  return {
    source: {
      name: 'python-cold',
      compiled: '/nowhere/module.cwasm',
      digest,
      reactor: null,
      mounts: [],
      devices: null,
      needs: null,
      image: null,
    },
    fuelEpoch: '0123456789ab',
    build: { cacheDir: '/nowhere', key: 'key', id: digest, isPrivate: false },
    mountBuilds: [],
    dispose: async () => {},
    manifest: fakeRuntime,
    start: 'cold',
    startupFuel: 100,
    startupCompileFuel: 40,
    startupSetupFuel: 0,
    startupCodeFuel: 0,
    startupCodeCompileFuel: 0,
  }
}

/** Finds everything provisioned. */
export const fakeProvisioner: Provisioner = {
  resolveRuntime: async (name) => ({ ...fakeRuntime, name }),
  provision: async () => fakeProvisioned(),
  provisionModule: async ({ name }) => ({ ...fakeProvisioned(), source: { ...fakeProvisioned().source, name } }),
  discard: async () => {},
}

/** A runner on a fake host, with one worker unless asked otherwise. */
export function createFakeRunner(
  host: string,
  options: RunnerOptions = {},
  internals: Partial<Internals> = {},
): Promise<Runner> {
  return createRunnerWith(
    { hostPath: fakeHost(host), workers: 1, ...options },
    { provisioner: fakeProvisioner, ...internals },
  )
}

/** A request for the obedient host. */
export function steps(...list: readonly object[]): { runtime: 'python'; code: string } {
  return { runtime: 'python', code: JSON.stringify(list) }
}
