/** What the teacher's own programs say, each in a sandbox of its own. Their failures are told to the teacher. */
import { createHash } from 'node:crypto'
import { FuelcellError } from '../core/errors.js'
import { defaultLimits } from '../core/limits.js'
import type { Result } from '../core/result.js'
import type { Call, Tagged } from '../core/tagged.js'
import { MIB } from '../core/units.js'
import { callOf, type Entry, PYTHON, startProgram } from './entry.js'
import { isMissing } from './judge/ending.js'
import { gradeFaults as say } from './messages/faults.js'
import type { Sandbox } from './sandbox.js'
import { type Data, expressionsIn, taggedData } from './task/data.js'
import type { Dialect, Generator, Program, TaskLimits } from './task/task.js'
import { type Ran, TaskFault, UnfitAnswer } from './verdict.js'
import type { GradeRequest } from './world.js'

const JAVASCRIPT = 'quickjs'
/** The function of a generator. */
const GENERATE = 'generate'
const limits: TaskLimits = { fuel: 100_000_000_000, memoryPages: 4096, outputBytes: 16 * MIB }
/** Of what looks at a submission's answers, which may have been made to keep it busy. */
const judgingLimits: TaskLimits = { ...limits, fuel: 10_000_000_000 }

/** How a checker answers, as judges of contests do: any other exit code, such as that of a crash, is no answer. */
const ACCEPTED_EXIT = 42
const WRONG_EXIT = 43

export interface CheckerAnswer {
  readonly accepted: boolean
  /** 0 to 1. */
  readonly score: number
  readonly message: string
}

/** What was asked of a checker. */
export interface CheckerCase {
  readonly input: Uint8Array
  readonly expected: string | Uint8Array
  readonly actual: Uint8Array
}

/** What a generator made: what a program reads, or the arguments of a call. */
export type Generated = { readonly stdin: Uint8Array } | { readonly args: readonly Tagged[] }

export class Trusted {
  readonly #sandbox: Sandbox
  /** Answers by question: the same one is asked for every submission of a class. */
  readonly #answers = new Map<string, Promise<Ran>>()

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  /** A value of the task. @throws TaskFault for an expression that fails. */
  async value(data: Data): Promise<Tagged> {
    const expressions = [...new Set(expressionsIn(data))]
    const values = await Promise.all(expressions.map(async (text) => [text, await this.#evaluated(text)] as const))
    return taggedData(data, new Map(values))
  }

  async #evaluated(text: string): Promise<Tagged> {
    const code =
      'import collections, datetime, decimal, fractions, itertools, math, random, string\ndef value(text): return eval(text)\n'
    const ran = await this.#ask({ runtime: PYTHON, code, call: { function: 'value', args: [text] } })
    return returned(ran, say.expression(text))
  }

  /** Whether a pattern is somewhere in a text. */
  async matches(pattern: string, text: string, dialect: Dialect = 'python'): Promise<boolean> {
    if (dialect === 'javascript') return this.#matchesInJavaScript(pattern, text)
    const code = 'import re\ndef found(pattern, text): return re.search(pattern, text) is not None\n'
    const call = { function: 'found', args: [pattern, text] }
    const { result } = await judging(this.#sandbox.run({ runtime: PYTHON, code, call }, judgingLimits, 'call'))
    // One that is no pattern raises, whatever it looks at.
    const value = returnedBy(result, say.pattern(pattern), result.status === 'exit' ? '' : say.lookedAtAnswer)
    return value.type === 'bool' && value.value
  }

  async #matchesInJavaScript(pattern: string, text: string): Promise<boolean> {
    const code = `const { pattern, text } = JSON.parse(require('fs').readFileSync('/dev/stdin', 'utf8'))
console.log(new RegExp(pattern).test(text) ? 'found' : 'not found')
`
    const stdin = JSON.stringify({ pattern, text })
    const { result } = await judging(this.#sandbox.run({ runtime: JAVASCRIPT, code, stdin }, judgingLimits, 'program'))
    if (result.status !== 'exit' || result.exitCode !== 0) {
      const asked = result.status === 'exit' ? '' : say.lookedAtAnswer
      throw new TaskFault(say.failed(say.pattern(pattern), result) + asked)
    }
    return result.stdout === 'found\n'
  }

  /** The input that a generator makes. */
  async generated({ program, size, seed }: Generator, forCall: boolean): Promise<Generated> {
    const args = size === null ? [seed] : [size, seed]
    // With its arguments on the command line as well: a generator that is a program may look at them while it is imported.
    const ran = await this.#ask({
      runtime: PYTHON,
      code: program.code,
      args: args.map(String),
      call: { function: GENERATE, args, file: program.path },
    })
    const { result } = ran
    if (result.status === 'exit' && isMissing(result.raised)) return this.#printed(program, args, forCall)
    const value = returned(ran, program.path)
    if (!forCall) {
      if (value.type === 'bytes') return { stdin: Buffer.from(value.value, 'hex') }
      if (value.type !== 'str') throw new TaskFault(say.generatorNotText(program.path, value.type))
      return { stdin: Buffer.from(value.value) }
    }
    return { args: value.type === 'list' || value.type === 'tuple' ? value.value : [value] }
  }

  /** A generator that is a program: what it prints is stdin, or the arguments as a JSON list. */
  async #printed(program: Program, args: readonly number[], forCall: boolean): Promise<Generated> {
    const ran = await this.#ask({ runtime: PYTHON, code: program.code, args: args.map(String) })
    const { result } = ran
    if (result.status !== 'exit' || result.exitCode !== 0) throw new TaskFault(say.failed(program.path, result))
    if (!forCall) return { stdin: result.stdoutBytes }
    const value = await this.value(new Map([['$python', `__import__('json').loads(${JSON.stringify(result.stdout)})`]]))
    return { args: value.type === 'list' ? value.value : [value] }
  }

  /** What the reference prints for an input, to the byte. */
  async referencePrints(
    program: Program,
    request: Pick<GradeRequest, 'stdin' | 'args' | 'env' | 'files'>,
    runtime: string,
  ): Promise<Uint8Array> {
    const files = { ...filesOf(request), [program.path]: Buffer.from(program.code) }
    const started = startProgram(runtime, { path: program.path, files })
    const { result } = await this.#ask({ ...request, runtime, ...started.source })
    if (result.status !== 'exit' || result.exitCode !== 0) throw new TaskFault(say.failed(program.path, result))
    return result.stdoutBytes
  }

  /** What the reference returns. */
  async referenceReturns(program: Program, name: string, args: readonly Tagged[], kwargs: Tagged): Promise<Tagged> {
    const call = callOf(name, args, { kwargs, file: program.path })
    const ran = await this.#ask({ runtime: PYTHON, code: program.code, call })
    return returned(ran, program.path)
  }

  /**
   * What a function of the teacher's own code returns.
   * @param what How to call it where it fails.
   * @param asked What else to tell then.
   */
  async answer(what: string, code: string, files: Entry['files'], call: Call, asked = ''): Promise<Tagged> {
    const { result } = await judging(this.#ask({ runtime: PYTHON, code, files, call }, judgingLimits))
    return returnedBy(result, what, asked)
  }

  /** What a checker says. Not kept: it saw what a submission wrote. */
  async checked(program: Program, { input, expected, actual }: CheckerCase): Promise<CheckerAnswer> {
    const files = { 'input.txt': input, 'answer.txt': expected, 'output.txt': actual }
    const args = ['input.txt', 'answer.txt', 'output.txt']
    const request = { runtime: PYTHON, code: program.code, files, args, stdin: actual }
    const bytes = input.byteLength + actual.byteLength + expected.length
    const roomy = { ...judgingLimits, diskBytes: defaultLimits.diskBytes + 4 * bytes }
    const { result } = await judging(this.#sandbox.run(request, roomy, 'program'))
    if (result.status !== 'exit' || (result.exitCode !== ACCEPTED_EXIT && result.exitCode !== WRONG_EXIT)) {
      throw new TaskFault(say.checkerFailed(program.path, result))
    }
    const accepted = result.exitCode === ACCEPTED_EXIT
    const text = result.files['score.txt']
    const score = text === undefined ? (accepted ? 1 : 0) : Number(new TextDecoder().decode(text).trim() || 'none')
    if (!(score >= 0 && score <= 1)) throw new TaskFault(say.badScore(program.path))
    if (accepted && score < 1) throw new TaskFault(say.scoreContradicts(program.path, score))
    return { accepted, score, message: result.stdout.trim() }
  }

  /** The same question once, unless the machine failed to answer it. */
  #ask(request: Parameters<Sandbox['run']>[0], within = limits): Promise<Ran> {
    const key = createHash('sha256').update(JSON.stringify(request)).digest('hex')
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const asked = this.#sandbox.run(request, within, request.call === undefined ? 'program' : 'call')
    this.#answers.set(key, asked)
    asked.catch(() => this.#answers.delete(key))
    return asked
  }
}

/** A run that looks at what a submission answered: a request that is refused is refused for that. */
async function judging(run: Promise<Ran>): Promise<Ran> {
  try {
    return await run
  } catch (error) {
    const isRefused =
      error instanceof FuelcellError && (error.code === 'invalid-option' || error.code === 'invalid-code')
    throw isRefused ? new UnfitAnswer(error.message) : error
  }
}

function filesOf({ files = {} }: Pick<GradeRequest, 'files'>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]))
}

function returned({ result }: Ran, path: string): Tagged {
  const value = returnedBy(result, path)
  if (value.type === 'unsupported') throw new TaskFault(say.unsupported(path, value.value))
  return value
}

function returnedBy(result: Result, path: string, more = ''): Tagged {
  if (result.status !== 'exit' || result.returned === undefined) throw new TaskFault(say.failed(path, result) + more)
  return result.returned
}
