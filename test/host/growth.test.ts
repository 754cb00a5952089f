import { expect, test } from 'vitest'
import { MIB } from '../../src/core/units.js'
import { Growth, privateBytesOf } from '../../src/host/growth.js'
import { createFakeRunner, steps } from '../support/fakes.js'

/** What the looks at a worker come to that has this many bytes after each of its runs. */
function looks(runsPerLook: number, bytes: ReadonlyArray<number | undefined>): boolean[] {
  const growth = new Growth({ runsPerLook, slackBytes: 10 })
  return bytes.map((privateBytes, index) => growth.note(index + 1, () => privateBytes))
}

test('a worker has grown when it was too large at two looks in a row', () => {
  expect(looks(1, [100, 110, 111, 112])).toEqual([false, false, false, true])
  expect(looks(1, [100, 111, 110, 111, 105])).toEqual([false, false, false, false, false])
  expect(looks(1, [100, 90, 111, 111])).toEqual([false, false, false, true])
})

test('the looks are so many runs apart, the first after the first run', () => {
  expect(looks(3, [100, 999, 999, 999, 0, 0, 999])).toEqual([false, false, false, false, false, false, true])
})

test('where the system does not tell, nothing has grown', () => {
  expect(looks(1, [undefined, undefined, undefined])).toEqual([false, false, false])
  expect([privateBytesOf(undefined), privateBytesOf(2 ** 30)]).toEqual([undefined, undefined])
})

test.runIf(process.platform === 'linux')('a process is seen to grow', () => {
  const before = privateBytesOf(process.pid) ?? 0
  const held = Buffer.alloc(64 * MIB, 1)
  expect(privateBytesOf(process.pid)).toBeGreaterThan(before + held.byteLength / 2)
})

test.runIf(process.platform === 'linux')(
  'a worker whose memory stays larger is replaced, one that stays as it was is kept',
  async () => {
    const growth = { runsPerLook: 1, slackBytes: 48 * MIB }
    await using runner = await createFakeRunner('obedient', {}, { growth })
    const pidAfter = async (mib: number) => {
      const { stdout } = await runner.run(steps({ grow: mib }, { pid: 0 }, { result: {} }))
      return stdout
    }
    const first = await pidAfter(0)
    expect([await pidAfter(0), await pidAfter(96), await pidAfter(0)]).toEqual([first, first, first])
    const second = await pidAfter(0)
    expect(second).not.toBe(first)
    expect(await pidAfter(0)).toBe(second)
  },
)
