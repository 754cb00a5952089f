/** The loop of a REPL: read, run, show. */
import { writeFile } from 'node:fs/promises'
import { createInterface, type Interface } from 'node:readline'
import { FuelcellError, thrownText } from '../../core/errors.js'
import { oneLine } from '../../core/quoting.js'
import { systemReason } from '../../core/system-reason.js'
import type { Runner } from '../../runner/runner.js'
import type { Session } from '../../runner/sessions/session.js'
import type { Context } from '../command.js'
import { isWhole } from './complete-input.js'
import { readHistory, writeHistory } from './history.js'
import { repl as say } from './messages.js'

export interface LoopOptions {
  readonly runner: Pick<Runner, 'run'>
  readonly session: Session
  /** A session without any step, for each entry anew. */
  readonly fresh?: () => Promise<Session>
  readonly quiet: boolean
}

const FIRST = '>>> '
const MORE = '... '

export class Loop {
  readonly #options: LoopOptions
  readonly #context: Context
  readonly #isTerminal: boolean
  #session: Session
  /** Where copies were made. */
  readonly #before: Session[] = []
  #stop: AbortController | undefined

  constructor(options: LoopOptions, context: Context) {
    this.#options = options
    this.#context = context
    this.#session = options.session
    this.#isTerminal = context.stdout.isTTY === true
  }

  get session(): Session {
    return this.#session
  }

  /** Until the input ends. */
  async run(): Promise<void> {
    const { stdout, env, interrupted } = this.#context
    const history = this.#isTerminal ? await readHistory(env) : []
    const lines = createInterface({
      input: this.#context.stdin(),
      output: stdout,
      terminal: this.#isTerminal,
      history,
      completer: (line: string, done: (error: null, found: [string[], string]) => void) =>
        void this.#complete(line, done),
    })
    lines.on('history', (all) => void writeHistory(env, all))
    const entry: string[] = []
    lines.on('SIGINT', () => {
      if (this.#stop !== undefined) this.#stop.abort()
      else {
        entry.length = 0
        stdout.write('\nKeyboardInterrupt\n')
        this.#prompt(lines, FIRST)
      }
    })
    const close = () => lines.close()
    interrupted.addEventListener('abort', close)
    try {
      this.#prompt(lines, FIRST)
      for await (const line of lines) {
        entry.push(line)
        const isDone = await this.#take(entry)
        if (isDone) entry.length = 0
        this.#prompt(lines, isDone ? FIRST : MORE)
      }
      // What was typed last is whole now, as at the end of a file.
      if (entry.some((line) => line.trim() !== '')) await this.#step(entry.join('\n'))
      stdout.write('\n')
    } finally {
      interrupted.removeEventListener('abort', close)
      lines.close()
    }
  }

  #prompt(lines: Interface, text: string): void {
    if (this.#isTerminal) {
      lines.setPrompt(text)
      lines.prompt()
    } else this.#context.stdout.write(text)
  }

  /** Whether the entry is done with. */
  async #take(entry: readonly string[]): Promise<boolean> {
    const [first = ''] = entry
    if (entry.length === 1 && first.trim() === '') return true
    if (entry.length === 1 && first.startsWith(':')) {
      await this.#command(first.slice(1).trim())
      return true
    }
    // A block goes on until an empty line, also where it could end before.
    const isBlock = entry.length > 1 && entry.at(-1) !== '' && /^\s/.test(entry.at(-1) ?? '')
    if (isBlock || !(await isWhole(this.#options.runner, this.#session.runtime, entry))) return false
    await this.#step(entry.join('\n'))
    return true
  }

  async #step(code: string): Promise<void> {
    const { stdout, stderr } = this.#context
    const { fresh, quiet } = this.#options
    this.#stop = new AbortController()
    try {
      if (fresh !== undefined) this.#session = await fresh()
      const result = await this.#session.run(code, {
        signal: this.#stop.signal,
        onOutput: ({ stream, bytes }) => void (stream === 'stdout' ? stdout : stderr).write(bytes),
      })
      if (result.status === 'exit' && result.value !== undefined) stdout.write(`${result.value}\n`)
      if (!result.step.kept && result.status !== 'exit') stderr.write(say.ended(result.status))
      if (this.#isTerminal && !quiet) {
        const { default: colours } = await import('picocolors')
        stdout.write(`${colours.dim(say.fuel(result.step.fuel))}\n`)
      }
    } catch (error) {
      const isStopped = error instanceof FuelcellError && error.code === 'aborted'
      stderr.write(isStopped ? `\n${say.stopped}` : say.failed(oneLine(thrownText(error))))
    } finally {
      this.#stop = undefined
    }
  }

  async #command(text: string): Promise<void> {
    const { stdout } = this.#context
    const [word = '', ...rest] = text.split(/\s+/)
    const { history } = this.#session
    switch (word) {
      case 'undo':
        if (history.length === 0) stdout.write(say.nothing)
        else await this.#session.rewind(history.length - 1)
        return
      case 'fork':
        this.#before.push(this.#session)
        this.#session = await this.#session.fork()
        stdout.write(say.forked)
        return
      case 'back': {
        const before = this.#before.pop()
        if (before === undefined) stdout.write(say.noCopy)
        else this.#session = before
        return
      }
      case 'save':
        stdout.write(await this.#save(rest.join(' ')))
        return
      case 'files': {
        const listing = await (await this.#session.fork()).run(
          'import os; print(*sorted(set(os.listdir()) - {"main.py"}), sep="\\n")',
        )
        stdout.write(listing.stdout)
        return
      }
      case 'fuel':
        stdout.write(
          say.total(
            history.reduce((sum, { fuel }) => sum + fuel, 0),
            history.length,
          ),
        )
        return
      case 'help':
        stdout.write(say.help)
        return
      default:
        stdout.write(say.unknown(oneLine(`:${word}`)))
    }
  }

  async #save(path: string): Promise<string> {
    if (path === '') return say.saveWhere
    try {
      const bytes = await this.#session.save()
      await writeFile(path, bytes, { mode: 0o600 })
      return say.saved(oneLine(path), bytes.byteLength)
    } catch (error) {
      return say.failed(`${oneLine(path)}: ${systemReason(error)}`)
    }
  }

  async #complete(line: string, done: (error: null, found: [string[], string]) => void): Promise<void> {
    const word = /[\w.]*$/.exec(line)?.[0] ?? ''
    const found = word === '' ? ['    '] : await this.#session.complete(line).catch(() => [])
    done(null, [[...found], word])
  }
}
