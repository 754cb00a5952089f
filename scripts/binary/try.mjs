/** Starts the one file as somebody who has nothing: an empty PATH, a home that cannot be written. */
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { binary as say } from '../messages.mjs'
import { Person } from '../pack/person.mjs'
import { tell } from '../steps.mjs'

const ROUNDS = 7

export async function tryBinary(binary, folder) {
  mkdirSync(folder, { recursive: true })
  chmodSync(join(folder, '..'), 0o755)
  const person = new Person(join(folder, 'a pérson'), 'http://127.0.0.1:1')
  const program = join(person.folder, 'fuelcell')
  copyFileSync(binary, program)
  const cache = person.makeFolder('cache')
  const env = { PATH: '/nowhere', HOME: '/proc/none' }
  const call = (...args) => person.run(program, args, { cwd: person.folder, env })
  const cached = ['--cache-dir', cache]
  let failed = 0
  const attempt = async (name, found, isRight) => {
    const answer = await found
    if (!isRight(answer)) failed += 1
    tell(isRight(answer) ? say.passed(name) : say.failedTrial(name, JSON.stringify(answer).slice(0, 2000)))
    return answer
  }
  const prints = (text) => (answer) => answer.code === 0 && answer.stdout === text
  const loads = (answer) => answer.code === 0
  await attempt('a home that cannot be written is told', call('--version'), ({ code, stderr }) => {
    return code === 126 && /cannot be unpacked into .*--cache-dir/.test(stderr)
  })
  const both = [call('run', ...cached, '-c', 'print(1)'), call('run', ...cached, '-c', 'print(1)')]
  const [first] = await Promise.all(both.map((found) => attempt('two first runs at once', found, prints('1\n'))))
  await attempt('bench', call('bench', 'sum(range(10))', ...cached), loads)
  await attempt('grade', call('grade', '--help', ...cached), loads)
  await attempt('serve', call('serve', '--help', ...cached), loads)
  await attempt('doctor', call('doctor', ...cached), loads)
  const seconds = []
  for (let round = 0; round < ROUNDS; round += 1) seconds.push((await call('run', ...cached, '-c', 'print(1)')).seconds)
  tell(say.took(first.seconds, seconds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]))
  return failed === 0 ? 0 : 1
}
