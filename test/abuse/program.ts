/** Programs that mean harm, one a file: the first line says how each has to end, the second may set limits. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import initWabt from 'wabt'
import type { Limits } from '../../src/core/limits.js'
import type { Result, Status } from '../../src/core/result.js'
import type { RunRequest } from '../../src/runner/runner.js'

/** Runtimes by the ends of the programs' names. */
const runtimes: Readonly<Record<string, string>> = {
  py: 'python',
  js: 'quickjs',
  php: 'php',
  rb: 'ruby',
  sql: 'sqlite',
}

/** Ruby's collector looks at the clock, and what that costs depends a little on what it shows. */
const worlds: Readonly<Record<string, Pick<RunRequest, 'clockStartMs'>>> = { rb: { clockStartMs: 946_684_800_000 } }

const folder = fileURLToPath(new URL('../../fixtures/abuse/', import.meta.url))

export interface Program {
  readonly family: string
  readonly name: string
  readonly request: RunRequest
  /** The status; with the exit code and the exception's type, or the trap's words, where there are any. */
  readonly ends: string
  readonly timeoutMs: number
}

/** Enough for everything that is meant to end, and soon over for what is not. */
const suiteLimits = { fuel: 400_000_000, timeoutMs: 5000 } as const

export const families: readonly string[] = readdirSync(folder).sort()

export async function programsOf(family: string): Promise<readonly Program[]> {
  const names = readdirSync(`${folder}${family}`).sort()
  return Promise.all(names.map((name) => readProgram(family, name)))
}

async function readProgram(family: string, file: string): Promise<Program> {
  const text = readFileSync(`${folder}${family}/${file}`, 'utf8')
  const [, ends] = /^(?:<\?php )?(?:#|;;|\/\/|--) ends: (.+)\n/.exec(text) ?? []
  if (ends === undefined) throw new Error(`${family}/${file} does not say how it ends`)
  const [, given = ''] = /^(?:#|;;|\/\/|--) limits: (.+)\n/m.exec(text) ?? []
  const limits: Partial<Limits> = { ...suiteLimits, ...Object.fromEntries(given.split(' ').filter(Boolean).map(limit)) }
  const [name = '', kind] = file.split(/\.(?=[a-z]+$)/)
  const request: RunRequest =
    kind === 'wat'
      ? { runtime: 'wasm', module: await assemble(file, text), limits }
      : { runtime: runtimes[kind ?? ''] ?? kind ?? '', code: text, limits, ...worlds[kind ?? ''] }
  return { family, name, request, ends, timeoutMs: limits.timeoutMs ?? suiteLimits.timeoutMs }
}

function limit(setting: string): readonly [string, number] {
  const [name = '', value] = setting.split('=')
  return [name, Number(value)]
}

async function assemble(file: string, text: string): Promise<Uint8Array> {
  const wabt = await initWabt()
  const module = wabt.parseWat(file, text)
  try {
    return module.toBinary({}).buffer
  } finally {
    module.destroy()
  }
}

/** How a run ended, in the words of a program's first line. */
export function endOf(result: Result): string {
  switch (result.status) {
    case 'exit':
      return ['exit', result.exitCode, result.error?.type.slice(0, 40)].filter((word) => word !== undefined).join(' ')
    case 'trap':
      return `trap ${result.trap}`
    default:
      return result.status satisfies Status
  }
}
