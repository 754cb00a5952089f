/** A run of Jobe as a run of ours. */
import type { RunRequest } from '../../../runner/request/request.js'
import { textBytes } from '../bodies/text.js'
import { placeProgram } from '../programs/place.js'
import { invokePython } from './interpreter.js'
import { jobe as say } from './messages.js'
import { limitsOf, wordsOf } from './parameters.js'
import type { JobeRun } from './parse.js'

export type Prepared = { readonly request: RunRequest } | { readonly compileError: string }

/** Options that mean something to `gcc` and change nothing here. */
const idle = new Set([
  '-x',
  'c',
  'c++',
  '-g',
  '-lm',
  '-lc',
  '-lstdc++',
  '-static',
  '-pipe',
  '-o',
  '-fno-diagnostics-color',
])

/** Where our own compilers optimise, `gcc` does so only when it is told to, and programs may show the difference. */
const UNOPTIMISED = '-O0'

/** @param files Contents by name. */
export function jobeRun(run: JobeRun, files: ReadonlyMap<string, Uint8Array>): Prepared {
  const { language, parameters, fileName, input } = run
  const runArgs = wordsOf(parameters, 'runargs', [])
  const interpreterArgs = wordsOf(parameters, 'interpreterargs', [])
  const compileArgs = wordsOf(parameters, 'compileargs', language.compileArgs ?? [])
  const linkArgs = wordsOf(parameters, 'linkargs', [])
  if (runArgs === null) return { compileError: say.badWords('runargs') }
  if (interpreterArgs === null) return { compileError: say.badWords('interpreterargs') }
  if (compileArgs === null) return { compileError: say.badWords('compileargs') }
  if (linkArgs === null) return { compileError: say.badWords('linkargs') }
  const code = textBytes(run.sourceCode)
  const limits = limitsOf(parameters, language)
  const common = { runtime: language.runtime, stdin: input, limits }
  if (language.compileArgs !== null) {
    // As of a compiler that is asked for nothing; an option that comes later wins.
    const compilerOptions = [UNOPTIMISED, ...compileArgs, ...linkArgs].filter((option) => !idle.has(option))
    const placed = placeProgram(language.entry, code, fileName, files)
    return { request: { ...common, ...placed, args: runArgs, compilerOptions } }
  }
  if (language.id !== 'python3') {
    return { request: { ...common, ...placeProgram(language.entry, code, fileName, files), args: runArgs } }
  }
  const invoked = invokePython(interpreterArgs, fileName, runArgs)
  if ('refused' in invoked) return { compileError: invoked.refused }
  const { args, env } = invoked
  if (invoked.code === undefined) {
    return { request: { ...common, ...placeProgram(language.entry, code, fileName, files), args, env } }
  }
  // The program lies beside what runs in its place.
  const all = Object.fromEntries([[fileName, code] as const, ...files])
  delete all[language.entry]
  return { request: { ...common, code: invoked.code, files: all, args, env } }
}
