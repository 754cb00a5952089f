/** The programs of `fixtures/c` and `fixtures/cpp`, each with what its first lines say of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface CorpusProgram {
  readonly name: string
  readonly runtime: 'c' | 'cpp'
  readonly code: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
  readonly stdin: string
  readonly compilerOptions: readonly string[]
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

const header = /^\/\/ (args|env|file|stdin|exit|stderr|options): (.*)$/

export function readCorpus(runtime: 'c' | 'cpp'): CorpusProgram[] {
  const folder = fileURLToPath(new URL(`../../fixtures/${runtime}/`, import.meta.url))
  const files = readdirSync(folder).filter((file) => file.endsWith(`.${runtime}`))
  return files.sort().map((file) => {
    const code = readFileSync(join(folder, file), 'utf8')
    const name = file.slice(0, -runtime.length - 1)
    const lines = code.split('\n')
    const told = lines
      .slice(
        0,
        lines.findIndex((line) => !header.test(line)),
      )
      .map((line) => header.exec(line) ?? [])
    const all = (key: string) => told.filter(([, found]) => found === key).map(([, , value = '']) => value)
    return {
      name,
      runtime,
      code,
      args: all('args').flatMap(words),
      env: Object.fromEntries(all('env').map(pair)),
      files: Object.fromEntries(all('file').map(pair)),
      stdin: text(all('stdin').join('')),
      compilerOptions: all('options').flatMap((options) => options.split(' ')),
      exitCode: Number(all('exit')[0] ?? 0),
      stdout: readFileSync(join(folder, `${name}.out`), 'utf8'),
      stderr: text(all('stderr').join('')),
    }
  })
}

/** Words between spaces; those with spaces in them, and empty ones, are in double quotes. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain)
}

function pair(line: string): [string, string] {
  const equals = line.indexOf('=')
  return [line.slice(0, equals), line.slice(equals + 1)]
}

function text(line: string): string {
  return line.replaceAll('\\n', '\n')
}
