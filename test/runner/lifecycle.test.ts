import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createFakeRunner, steps } from '../support/fakes.js'

/** This process's children, by what they run. */
function children(): string[] {
  const ids = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean)
  return ids
    .map((id) => readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' '))
    .filter((line) => line.includes('fixtures/hosts'))
}

/** This process's open pipes and sockets. */
function pipes(): number {
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return ''
    }
  })
  return targets.filter((target) => /^(pipe|socket):/.test(target)).length
}

function listeners(): number {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
}

const onLinux = process.platform === 'linux'

test('many runs with one signal, and many runners, are no leak to warn of', async () => {
  const warnings: string[] = []
  const onWarning = ({ message }: Error) => warnings.push(message)
  process.on('warning', onWarning)
  const runners = await Promise.all(Array.from({ length: 12 }, () => createFakeRunner('obedient')))
  const { signal } = new AbortController()
  const runs = Array.from({ length: 30 }, () => runners[0]?.run({ ...steps({ result: {} }), signal }))
  expect(await Promise.all(runs)).toHaveLength(30)
  await Promise.all(runners.map((runner) => runner.close()))
  process.off('warning', onWarning)
  expect(warnings).toEqual([])
})

describe.runIf(onLinux)('closing a runner', () => {
  test('leaves no process, descriptor or listener behind, whatever was going on', async () => {
    const before = { children: children(), pipes: pipes(), listeners: listeners() }
    for (let round = 0; round < 3; round++) {
      const runner = await createFakeRunner('obedient', { workers: 3 })
      const begun = Array.from({ length: 3 }, () => {
        return new Promise<void>((resolve) => {
          runner.run({ ...steps({ stdout: 'begun' }, { hang: 0 }), onOutput: () => resolve() }).catch(() => {})
        })
      })
      await Promise.all(begun)
      expect(children()).toHaveLength(before.children.length + 3)
      await runner.close()
      expect({ children: children(), pipes: pipes(), listeners: listeners() }).toEqual(before)
    }
  })

  test('ends workers that have just been asked for', async () => {
    const before = { children: children(), pipes: pipes(), listeners: listeners() }
    const runner = await createFakeRunner('obedient', { workers: 4 })
    const runs = Array.from({ length: 8 }, () => runner.run(steps({ hang: 0 })))
    const outcomes = Promise.allSettled(runs)
    await runner.close()
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'runner-closed' } })
    expect({ children: children(), pipes: pipes(), listeners: listeners() }).toEqual(before)
  })

  test('is not needed where no runner could be made', async () => {
    const before = { children: children(), pipes: pipes(), listeners: listeners() }
    await expect(createFakeRunner('garbage')).rejects.toMatchObject({ code: 'host-protocol' })
    await expect(createFakeRunner('silent', {}, { handshakeMs: 100 })).rejects.toMatchObject({
      code: 'host-start-failed',
    })
    expect({ children: children(), pipes: pipes(), listeners: listeners() }).toEqual(before)
  })
})
