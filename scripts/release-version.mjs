/** `node scripts/release-version.mjs v1.2.3`: whether every place that names the version names that one. Prints those that do not. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, runScript } from './command.mjs'
import { release as say } from './messages.mjs'

/** Where the version stands, and how. */
const places = [
  ['package.json', /"version": "([^"]+)"/],
  ['package-lock.json', /"version": "([^"]+)"/],
  ['host/Cargo.toml', /^version = "([^"]+)"/m],
  ['clients/python/pyproject.toml', /^version = "([^"]+)"/m],
  ['action.yml', /description: Version of the npm package\n {4}default: (\S+)/],
  ...[
    'github.yml',
    'classroom50.yml',
    'gitlab-ci.yml',
    'gradescope/setup.sh',
    'prairielearn/Containerfile',
    'server/Containerfile',
  ].map((name) => [`examples/ci/${name}`, /fuelcell@v?(\d+\.\d+\.\d+)/]),
]

/** What each place says. */
export function versions() {
  return places.map(([path, pattern]) => [path, pattern.exec(readFileSync(join(root, path), 'utf8'))?.[1]])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runScript(() => {
    const wanted = process.argv[2]?.replace(/^v/, '')
    const others = versions().filter(([, found]) => found !== wanted)
    process.stderr.write(others.map(([path, found]) => `${say.otherVersion(path, found, wanted)}\n`).join(''))
    return others.length === 0 ? 0 : 1
  })
}
