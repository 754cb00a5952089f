import type { BuildStage, GuestError } from '../../core/result.js'

/** Names of what stops a build, as the exceptions of other languages have names. */
const types: Readonly<Record<BuildStage, string>> = { compile: 'CompileError', link: 'LinkError' }
/** More of one diagnostic is cut off, in characters: messages may quote types without end. */
const MAX_MESSAGE = 65_536

/** `main.c:3:5: error: …`, as clang writes it when it has a place, and `error: …` when it has none. */
const placed = /^(.+?):(\d+):\d+: (?:fatal )?error: (.*)$/
const unplaced = /^(?:[\w.-]+: )?(?:fatal )?error: (.*)$/

/**
 * The first error among a tool's diagnostics. They are the tool's own words for machines and people alike; the lines of the source
 * that it quotes are not told apart from them, so a source can forge an error of its own, and nothing else.
 * @param source The source that was worked on; `line` is only given for a place in it.
 */
export function firstError(stage: BuildStage, diagnostics: string, source: string | null): GuestError | undefined {
  const lines = diagnostics.split('\n')
  for (const [index, line] of lines.entries()) {
    const [, file, number, told] = placed.exec(line) ?? []
    const message = told ?? unplaced.exec(line)?.[1]
    if (message === undefined) continue
    return {
      type: types[stage],
      message: message.slice(0, MAX_MESSAGE),
      line: file !== undefined && file === source ? Number(number) : null,
      traceback: blockAt(lines, index).slice(0, MAX_MESSAGE),
    }
  }
  return undefined
}

/** Where what belongs to one error ends: at the next diagnostic, or at the count of all. */
const boundary = /^(In file included from|\S.*?: (warning|(fatal )?error): |\d+ (error|warning)s?\b.* generated\.$|$)/

/** The error with what belongs to it: the includes that led there before it, the quoted source and notes after it. */
function blockAt(lines: readonly string[], index: number): string {
  let first = index
  while (lines[first - 1]?.startsWith('In file included from') === true) first -= 1
  const after = lines.slice(index + 1)
  const next = after.findIndex((line) => boundary.test(line))
  return lines.slice(first, next === -1 ? lines.length : index + 1 + next).join('\n')
}
