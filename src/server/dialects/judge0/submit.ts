/** `POST /submissions`, `POST /submissions/batch`. */
import type { Context } from 'hono'
import type { Env } from '../../env.js'
import { field, type JsonObject, jsonObject } from '../bodies/read-json.js'
import { answer, refuse, unreadable } from './answers.js'
import { unpackArchive } from './archive.js'
import { fieldsOf, present } from './fields.js'
import { checkSubmission, type Given, type Problems } from './given.js'
import { judge0 as say } from './messages.js'
import { paramsOf } from './params.js'
import type { Judge0 } from './server.js'
import { isEnded, type Kept } from './service.js'

const NONE: ReadonlyMap<string, Uint8Array> = new Map()

export async function submit(c: Context<Env>, judge0: Judge0): Promise<Response> {
  const params = await paramsOf(c, judge0.bodyLimit)
  if (params.kind !== 'params') return unreadable(c, params.kind)
  if (!judge0.submissions.hasRoom(1)) return refuse(c, 503, say.queueFull)
  const asked = fieldsOf(params.of('fields'))
  if ('invalid' in asked) return refuse(c, 400, say.invalidFields(asked.invalid))
  const isBase64 = params.of('base64_encoded') === 'true'
  const ready = await prepare(params.body, isBase64, judge0)
  if ('problems' in ready) return answer(c, 422, ready.problems)
  const { given, files } = ready
  const isWaiting = params.of('wait') === 'true'
  // Nobody else knows of one whose only reader is gone.
  const ends = isWaiting && given.callbackUrl === null ? { signal: c.req.raw.signal } : {}
  const { token, done } = judge0.submissions.create(given, { files, key: c.get('key'), ...ends })
  if (!isWaiting) return answer(c, 201, { token })
  const kept = await waited(token, done, judge0)
  if (kept === undefined || !isEnded(kept.verdict.statusId)) return answer(c, 201, { token })
  const shown = present(kept, asked.fields, isBase64, judge0.config.time)
  return shown === null
    ? answer(c, 201, { error: say.notUtf8, token }, kept.verdict)
    : answer(c, 201, shown, kept.verdict)
}

/** The submission, judged, or as it is when the waiting has lasted too long. */
async function waited(token: string, done: Promise<void>, judge0: Judge0): Promise<Kept | undefined> {
  const over = new AbortController()
  await Promise.race([done, judge0.sleep(judge0.config.waitMs, over.signal)])
  over.abort()
  return judge0.submissions.get(token)
}

export async function submitBatch(c: Context<Env>, judge0: Judge0): Promise<Response> {
  const params = await paramsOf(c, judge0.bodyLimit)
  if (params.kind !== 'params') return unreadable(c, params.kind)
  const list = field(params.body, 'submissions')
  const bodies: readonly unknown[] = Array.isArray(list) ? list : []
  const { maxBatchSize } = judge0.config
  if (!judge0.submissions.hasRoom(Math.max(1, bodies.length))) return refuse(c, 503, say.queueFull)
  if (bodies.length > maxBatchSize) return refuse(c, 400, say.largeBatch(maxBatchSize))
  if (bodies.length === 0) return refuse(c, 400, say.emptyBatch)
  const isBase64 = params.of('base64_encoded') === 'true'
  const all = await Promise.all(bodies.map((body) => prepare(jsonObject(body) ?? {}, isBase64, judge0)))
  const answers = all.map((ready) => {
    if ('problems' in ready) return ready.problems
    return { token: judge0.submissions.create(ready.given, { files: ready.files, key: c.get('key') }).token }
  })
  return answer(c, all.some((ready) => 'given' in ready) ? 201 : 422, answers)
}

type Ready =
  | { readonly given: Given; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly problems: Problems }

async function prepare(body: JsonObject, isBase64: boolean, judge0: Judge0): Promise<Ready> {
  const checked = checkSubmission(body, isBase64, judge0.rules)
  if ('problems' in checked) return checked
  const { given } = checked
  if (given.additionalFiles === null) return { given, files: NONE }
  const unpacked = await unpackArchive(given.additionalFiles, given.language.sourceFile)
  return 'problem' in unpacked
    ? { problems: { additional_files: [unpacked.problem] } }
    : { given, files: unpacked.files }
}
