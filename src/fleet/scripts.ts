/** The two steps that must happen whole in Redis, as its scripts. */
import type { Redis } from 'ioredis'

/**
 * Accepts a run: gives its Result where one is kept, else counts it among its tenant's.
 * KEYS: result, tenant. ARGV: time to live of the count in ms, whether a kept Result will do.
 * Gives [Result or '', how many runs the tenant has under way].
 */
const accept = `
if ARGV[2] == '1' then
  local kept = redis.call('HMGET', KEYS[1], 'result', 'disagreed')
  if kept[2] then return {'', -1} end
  if kept[1] then return {kept[1], 0} end
end
local count = redis.call('INCR', KEYS[2])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return {'', count}
`

/**
 * Ends a job: keeps its Result once, compares it with one that is kept, and answers.
 * KEYS: result, answer, disagreements, tenant. ARGV: Result (or '' for none to keep), its digest, worker, time to live in
 * ms, answer if they agree, answer if they differ, channel (or none).
 * Gives 'kept', 'agreed', 'differed', 'told' (nothing to keep), or 'late' where the job had an answer.
 */
const finish = `
local state = 'told'
local answer = ARGV[5]
if ARGV[1] ~= '' then
  local kept = redis.call('HMGET', KEYS[1], 'digest', 'worker')
  if not kept[1] then
    redis.call('HSET', KEYS[1], 'result', ARGV[1], 'digest', ARGV[2], 'worker', ARGV[3])
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
    state = 'kept'
  elseif kept[1] == ARGV[2] then
    state = 'agreed'
  else
    redis.call('HSET', KEYS[1], 'disagreed', '1')
    redis.call('LPUSH', KEYS[3], cjson.encode({
      run = KEYS[1], digests = {kept[1], ARGV[2]}, workers = {kept[2], ARGV[3]}
    }))
    redis.call('LTRIM', KEYS[3], 0, 999)
    answer = ARGV[6]
    state = 'differed'
  end
end
if redis.call('SET', KEYS[2], answer, 'PX', ARGV[4], 'NX') then
  if redis.call('DECR', KEYS[4]) <= 0 then redis.call('DEL', KEYS[4]) end
else
  state = 'late'
end
if ARGV[7] ~= '' then redis.call('PUBLISH', ARGV[7], answer) end
return state
`

export interface FinishArguments {
  readonly result: string
  readonly digest: string
  readonly worker: string
  readonly ttlMs: number
  readonly answer: string
  readonly differs: string
  readonly channel: string
}

/** The connection with both scripts as commands. */
export interface Scripted {
  accept(keys: { result: string; tenant: string }, ttlMs: number, mayBeKept: boolean): Promise<[string, number]>
  finish(
    keys: { result: string; answer: string; disagreements: string; tenant: string },
    given: FinishArguments,
  ): Promise<'kept' | 'agreed' | 'differed' | 'told' | 'late'>
}

export function scripted(redis: Redis): Scripted {
  redis.defineCommand('fuelcellAccept', { numberOfKeys: 2, lua: accept })
  redis.defineCommand('fuelcellFinish', { numberOfKeys: 4, lua: finish })
  const call = redis as unknown as Record<string, (...given: readonly unknown[]) => Promise<never>>
  const command = (name: string, ...given: readonly unknown[]) => {
    const run = call[name]
    if (run === undefined) throw new Error(`no command ${name}`)
    return run.apply(redis, given as never)
  }
  return {
    accept: ({ result, tenant }, ttlMs, mayBeKept) =>
      command('fuelcellAccept', result, tenant, ttlMs, mayBeKept ? '1' : '0'),
    finish: ({ result, answer, disagreements, tenant }, given) =>
      command(
        'fuelcellFinish',
        result,
        answer,
        disagreements,
        tenant,
        given.result,
        given.digest,
        given.worker,
        given.ttlMs,
        given.answer,
        given.differs,
        given.channel,
      ),
  }
}
