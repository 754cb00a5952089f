/** Options of interpreters: which code really runs, and with which arguments. */
import { jobe as say } from './messages.js'

export interface Invocation {
  /** What runs in place of the program. Default: the program. */
  readonly code?: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export type Invoked = Invocation | { readonly refused: string }

/** Options of one letter that change nothing here: there is no environment, no site and nothing is written beside modules. */
const idle = /^-[bBdEiIqsSuvPR]+$/

/** Options that take a word after them, or with them. */
const withWord = /^-(W|X)(.*)$/

/**
 * Reads a command line of `python3`: its options, then the program and its arguments. With `-c` the word after it is the program, with
 * `-m` a module is.
 */
export function invokePython(options: readonly string[], target: string, runArgs: readonly string[]): Invoked {
  const env: Record<string, string> = {}
  const rest = [...options, target, ...runArgs]
  while (rest.length > 0) {
    const word = rest.shift() ?? ''
    if (!word.startsWith('-') || word === '-') {
      return word === target ? { args: rest, env } : { refused: say.noInterpreterOption(word) }
    }
    const optimised = /^-(O{1,2})$/.exec(word)
    const worded = withWord.exec(word)
    if (word.startsWith('-c')) return { code: word.length > 2 ? word.slice(2) : (rest.shift() ?? ''), args: rest, env }
    if (word.startsWith('-m')) {
      const module = word.length > 2 ? word.slice(2) : (rest.shift() ?? '')
      return { code: moduleCode(module), args: rest, env }
    }
    if (optimised !== null) env.PYTHONOPTIMIZE = String(optimised[1]?.length ?? 1)
    else if (worded !== null) {
      const value = worded[2] === '' ? (rest.shift() ?? '') : (worded[2] ?? '')
      if (worded[1] === 'W') env.PYTHONWARNINGS = value
    } else if (!idle.test(word)) return { refused: say.noInterpreterOption(word) }
  }
  return { args: [], env }
}

function moduleCode(module: string): string {
  return `import runpy, sys\nrunpy.run_module(${JSON.stringify(module)}, run_name='__main__', alter_sys=True)\n`
}
