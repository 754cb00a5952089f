/** A server of the Model Context Protocol over a runner. One is made for each connection, or for each request over HTTP. */
import { McpServer, type ServerContext } from '@modelcontextprotocol/server'
import type { z } from 'zod'
import { FuelcellError, thrownText } from '../core/errors.js'
import type { Runner } from '../runner/runner.js'
import type { SessionStore } from '../runner/sessions/store.js'
import { examineRuntimes } from '../runtimes/manifest/examine.js'
import { decodeBytes, type WireBytes } from '../wire/index.js'
import { mcp as say } from './messages.js'
import {
  ANSWER_MS,
  anyOutput,
  benchInput,
  closedOutput,
  gradeInput,
  listOutput,
  noInput,
  openInput,
  runInput,
  runOutput,
  sessionInput,
  sessionOutput,
  stepInput,
  stepOutput,
} from './schemas.js'
import { inWords, structured } from './shown.js'

export interface McpParts {
  readonly run: Runner['run']
  readonly sessions: SessionStore
  /** Whose sessions they are. */
  readonly owner: string
  readonly version: string
}

interface Told {
  readonly text: string
  readonly data: Record<string, unknown>
}

export function createMcpServer({ run, sessions, owner, version }: McpParts): McpServer {
  const server = new McpServer({ name: 'fuelcell', version }, { instructions: say.instructions })

  /** A tool that answers in time, whatever the guest does, and tells a fault of the sandbox as an error. */
  function tool<Input extends z.ZodType>(
    name: string,
    description: string,
    schemas: { readonly input: Input; readonly output: z.ZodType },
    work: (given: z.output<Input>, signal: AbortSignal) => Promise<Told>,
  ): void {
    const { input: inputSchema, output: outputSchema } = schemas
    const handle = async (given: z.output<Input>, context: ServerContext) => {
      const late = AbortSignal.timeout(ANSWER_MS)
      const signal = AbortSignal.any([context.mcpReq.signal, late])
      try {
        const { text, data } = await work(given, signal)
        return { content: [{ type: 'text' as const, text }], structuredContent: data }
      } catch (error) {
        const reason = late.aborted ? say.late(ANSWER_MS / 1000) : thrownText(error)
        const isOurs = late.aborted || error instanceof FuelcellError
        if (!isOurs) process.stderr.write(`fuelcell: ${error instanceof Error ? error.stack : reason}\n`)
        return { content: [{ type: 'text' as const, text: say.fault(reason) }], isError: true }
      }
    }
    server.registerTool(name, { description, inputSchema, outputSchema } as never, handle as never)
  }

  tool('run_code', say.run, { input: runInput, output: runOutput }, async (given, signal) => {
    const { language, code, stdin, args, files } = given
    const result = await run({
      runtime: language,
      code,
      ...(stdin === undefined ? {} : { stdin }),
      ...(args === undefined ? {} : { args }),
      ...(files === undefined ? {} : { files: decoded(files) }),
      limits: limitsOf(given),
      signal,
    })
    return { text: inWords(result), data: structured(result) }
  })
  tool('open_session', say.open, { input: openInput, output: sessionOutput }, async ({ runtime, files }, signal) => {
    const id = await sessions.open(owner, {
      runtime,
      signal,
      ...(files === undefined ? {} : { files: decoded(files) }),
    })
    return { text: `session: ${id}`, data: { session: id } }
  })
  tool('run_in_session', say.step, { input: stepInput, output: stepOutput }, async (given, signal) => {
    const { session, code, stdin } = given
    const result = await sessions
      .get(owner, session)
      .run(code, { signal, limits: limitsOf(given), ...(stdin === undefined ? {} : { stdin }) })
    const { n, kept, fuel, totalFuel } = result.step
    const billed = { ...result, usage: { ...result.usage, fuel } }
    const data = { ...structured(billed), step: n, kept, totalFuel }
    return { text: inWords(billed, kept ? [] : [say.undone]), data }
  })
  tool('fork_session', say.fork, { input: sessionInput, output: sessionOutput }, async ({ session }) => {
    const id = await sessions.fork(owner, session)
    return { text: `session: ${id}`, data: { session: id } }
  })
  tool('close_session', say.close, { input: sessionInput, output: closedOutput }, async ({ session }) => {
    await sessions.close(owner, session)
    return { text: 'closed', data: { closed: true } }
  })
  tool('grade', say.grade, { input: gradeInput, output: anyOutput }, async ({ task, files }, signal) => {
    const { grade, parseTask } = await import('../grade/index.js')
    const [taskFiles, handed] = [decoded(task), decoded(files)]
    const read = (path: string) => {
      const content = Object.hasOwn(taskFiles, path) ? taskFiles[path] : undefined
      if (content === undefined) throw new FuelcellError('invalid-option', `the task has no file ${path}`)
      return content
    }
    const parsed = parseTask(Buffer.from(read('grade.yaml')).toString(), 'grade.yaml', read)
    const report = await grade(parsed, { files: handed }, { run, signal })
    const text = report.tests.map(({ name, verdict, message }) => `${verdict}: ${name}: ${message}`).join('\n')
    return { text: `${report.status}: ${report.score} of ${report.maxScore} points\n${text}`, data: plain(report) }
  })
  tool('bench', say.bench, { input: benchInput, output: anyOutput }, async (given, signal) => {
    const { code, language, setup, parameter, sizes } = given
    const { bench } = await import('../bench/index.js')
    const scan = parameter === undefined || sizes === undefined ? {} : { scan: { parameter, sizes } }
    const report = await bench([{ code, runtime: language, ...(setup === undefined ? {} : { setup }), ...scan }], {
      run,
      signal,
    })
    return { text: JSON.stringify(report.results, null, 1), data: plain(report) }
  })
  tool('list_runtimes', say.list, { input: noInput, output: listOutput }, async () => {
    const { sound } = await examineRuntimes()
    const runtimes = sound.map(({ name, aliases = [], version, title }) => ({
      name,
      aliases: [...aliases],
      version,
      title,
    }))
    return { text: runtimes.map(({ name, title }) => `${name}: ${title}`).join('\n'), data: { runtimes } }
  })
  return server
}

function decoded(files: Readonly<Record<string, string | WireBytes>>): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : decodeBytes(content),
    ]),
  )
}

function limitsOf({ fuel, timeout_ms }: { fuel?: number | undefined; timeout_ms?: number | undefined }) {
  return {
    ...(fuel === undefined ? {} : { fuel }),
    ...(timeout_ms === undefined ? {} : { timeoutMs: timeout_ms }),
  }
}

/** Data that JSON can hold, as it will arrive. */
function plain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value))
}
