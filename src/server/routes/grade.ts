/** `POST /v1/grade`: a submission, marked by a task that is registered or sent along. */
import type { Hono } from 'hono'
import { z } from 'zod'
import { FuelcellError } from '../../core/errors.js'
import { nearestName } from '../../core/validate.js'
import { fileKindOf } from '../../grade/file-kind.js'
import type { Submission } from '../../grade/submission.js'
import type { Task } from '../../grade/task/task.js'
import type { Env } from '../env.js'
import { type FileTree, fileTree, treeBytes } from '../grading/file-tree.js'
import { taskOfFiles, taskOfZip } from '../grading/sent-task.js'
import { type FormFile, type ReadRequest, readRequest } from '../http/read-request.js'
import { server as say } from '../messages.js'
import type { Service } from '../service.js'
import { checked } from './checked.js'
import { givenBy } from './run.js'

const zipped = z.strictObject({ zip: z.base64().describe('A zip, as base64.') })
const filed = z.strictObject({ files: fileTree })

export const gradeSchema = z
  .strictObject({
    task: z
      .union([z.string().min(1).max(200), filed, zipped])
      .describe('The name of a registered task; or its files, with a grade.yaml among them.'),
    submission: z.union([filed, zipped]).describe('What was handed in.'),
    timings: z.boolean().exactOptional().describe('Whether the report has the time of each test. Default false.'),
  })
  .meta({ title: 'A grading', description: 'A submission and the task that it is for.' })

type Asked = z.output<typeof gradeSchema>

/** Tests of one grading that wait for a place at a time. */
const TESTS_AT_A_TIME = 4

export function mountGrade(app: Hono<Env>, service: Service): void {
  app.post('/v1/grade', async (c) => {
    const { task, submission, timings = false } = await asked(await readRequest(c, service.bodyLimit), service)
    const { grade } = await import('../../grade/grade.js')
    const given = givenBy(c)
    const report = await service.admission.whole({ ...given, key: given.key, runtime: undefined }, () =>
      grade(task, submission, {
        run: (request) => service.run(request, { ...given, isExpected: true }),
        concurrency: TESTS_AT_A_TIME,
        timings,
        ...(given.signal !== undefined && { signal: given.signal }),
      }),
    )
    return c.json(report, 200, { 'cache-control': 'no-store' })
  })
}

interface ToGrade {
  readonly task: Task
  readonly submission: Submission
  readonly timings: boolean | undefined
}

/** By JSON, by a form with a file `task` and files `submission`, or by a bit of both. */
async function asked({ json, files }: ReadRequest, service: Service): Promise<ToGrade> {
  const handed = files.filter(({ field }) => field === 'submission')
  const [taskZip, ...more] = files.filter(({ field }) => field === 'task')
  if (files.length > handed.length + (taskZip === undefined ? 0 : 1) || more.length > 0) {
    throw new FuelcellError('unknown-option', say.gradeForm)
  }
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const filled = {
    ...json,
    ...(taskZip !== undefined && { task: { zip: base64(taskZip.bytes) } }),
    ...(handed.length > 0 && { submission: { files: {} } }),
  }
  const request = checked(gradeSchema, filled, 'POST /v1/grade')
  const task = await taskOf(request.task, service)
  const submission = handed.length > 0 ? await uploaded(handed, task) : await submissionOf(request.submission, task)
  return { task, submission, timings: request.timings }
}

async function taskOf(given: Asked['task'], { options }: Service): Promise<Task> {
  if (typeof given !== 'string')
    return 'zip' in given ? taskOfZip(Buffer.from(given.zip, 'base64')) : taskOfFiles(treeBytes(given.files))
  const tasks = options.tasks ?? {}
  const task = Object.hasOwn(tasks, given) ? tasks[given] : undefined
  if (task === undefined)
    throw new FuelcellError('not-found', say.noTask(given, nearestName(given, Object.keys(tasks))))
  return task
}

async function submissionOf(given: Asked['submission'], task: Task): Promise<Submission> {
  return 'zip' in given
    ? ofZip(Buffer.from(given.zip, 'base64'), 'the submission', task)
    : { files: treeBytes(given.files as FileTree) }
}

/** A file alone is a zip, or the program whatever it is called. */
async function uploaded(files: readonly FormFile[], task: Task): Promise<Submission> {
  const [only] = files
  if (files.length > 1 || only === undefined) {
    return { files: Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])) }
  }
  return fileKindOf(only.bytes) === 'zip' ? ofZip(only.bytes, only.name, task) : { files: { [task.entry]: only.bytes } }
}

async function ofZip(zip: Uint8Array, name: string, task: Task): Promise<Submission> {
  const { submissionOfZip } = await import('../../grade/zip-submission.js')
  return submissionOfZip(zip, name, task)
}
