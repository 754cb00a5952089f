import { PassThrough } from 'node:stream'
import { fuelcell, Screen, type Setting } from './command-line.js'

/** A client of `fuelcell stdio`: says lines, and waits for the answers that it expects instead of for time. */
export class Conversation {
  readonly stdin = new PassThrough()
  readonly heard: unknown[] = []
  readonly ended: Promise<{ exitCode: number; stdout: string; stderr: string }>
  readonly #interrupt = new AbortController()
  #wake = () => {}

  constructor(setting: Omit<Setting, 'stdin' | 'stdout' | 'interrupted'>, options: readonly string[] = []) {
    const stdout = new Screen()
    let rest = ''
    const write = stdout._write.bind(stdout)
    stdout._write = (chunk, encoding, done) => {
      write(chunk, encoding, done)
      const lines = (rest + chunk.toString()).split('\n')
      rest = lines.pop() ?? ''
      this.heard.push(...lines.map((line) => JSON.parse(line) as unknown))
      this.#wake()
    }
    const interrupted = this.#interrupt.signal
    this.ended = fuelcell(['stdio', ...options], { ...setting, stdin: this.stdin, stdout, interrupted })
  }

  say(...messages: ReadonlyArray<object | string>): void {
    for (const message of messages) {
      this.stdin.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`)
    }
  }

  /** The answers, once there are so many. */
  async answers(count: number): Promise<readonly unknown[]> {
    while (this.heard.length < count) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.heard
  }

  interrupt(signal: NodeJS.Signals): void {
    this.#interrupt.abort(signal)
  }

  async end() {
    this.stdin.end()
    return this.ended
  }
}
