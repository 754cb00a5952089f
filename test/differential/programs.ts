/** The programs of a folder of fixtures, each with what its sidecar says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A way of running a program. */
export type Way = 'warm' | 'cold' | 'native'

export interface Program {
  readonly name: string
  readonly code: string
  readonly args: readonly string[]
  readonly stdin: Uint8Array
  readonly env: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, Uint8Array>>
  /** Ways in which it is not run, with the reason. */
  readonly skip: Partial<Record<Way, string>>
  /** Ways from which the warm one may differ, with the reason. */
  readonly accept: Partial<Record<Way, string>>
}

/** What must be the same however a program is run. */
export interface Ending {
  readonly status: string
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** All regular files that lie in the run directory in the end, but the program; contents in hex. */
  readonly files: Readonly<Record<string, string>>
}

type Bytes = string | { readonly base64: string }

interface Sidecar {
  readonly args?: readonly string[]
  readonly stdin?: Bytes
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, Bytes>>
  readonly skip?: Program['skip']
  readonly accept?: Program['accept']
}

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url))

/** Those of `fixtures/differential`, or of another folder and in another language. */
export function readPrograms(folder = 'differential', extension = '.py'): Program[] {
  const files = readdirSync(join(fixtures, folder)).filter((file) => file.endsWith(extension))
  return files.sort().map((file) => readProgram(join(fixtures, folder), file.slice(0, -extension.length), extension))
}

function readProgram(folder: string, name: string, extension: string): Program {
  const path = join(folder, `${name}.json`)
  const sidecar: Sidecar = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const { args = [], stdin = '', env = {}, files = {}, skip = {}, accept = {} } = sidecar
  const given = Object.entries(files).map(([file, content]) => [file, toBytes(content)])
  const code = readFileSync(join(folder, `${name}${extension}`), 'utf8')
  return { name, code, args, stdin: toBytes(stdin), env, files: Object.fromEntries(given), skip, accept }
}

function toBytes(content: Bytes): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.base64, 'base64')
}

/** Addresses are wherever the allocator put things. */
export function withoutAddresses(text: string): string {
  return text.replace(/(?<=(?:at|.:) )0x[0-9a-f]+/g, '0x…')
}
