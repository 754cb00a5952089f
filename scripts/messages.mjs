/** Every sentence of the set-up. Plain Node, for it runs before anything is built or installed. */

const LINKER_HELP =
  'on Debian and Ubuntu `apt install build-essential`, on Fedora `dnf install gcc`, on macOS `xcode-select --install`'

/** A tool that is missing or too old: what was found, what is needed, what to install. */
export const toolchain = {
  nodeTooOld: (found, needed) =>
    `Node.js ${found} is too old: fuelcell needs ${needed} or later. Install a current Node.js (https://nodejs.org or your version manager) and try again.`,
  rustMissing: (tool, needed) =>
    `Rust was not found (no \`${tool}\` on PATH): fuelcell builds its native host with Rust ${needed} or later. Install it from https://rustup.rs and try again.`,
  rustTooOld: (tool, found, needed) =>
    `Rust is too old (${tool} ${found}): fuelcell builds its native host with Rust ${needed} or later. Run \`rustup update stable\`, or install it from https://rustup.rs, and try again.`,
  rustUnreadable: (tool, answer) =>
    `\`${tool} --version\` gave no version but ${JSON.stringify(answer.slice(0, 200))}: repair the Rust installation (https://rustup.rs) and try again.`,
  linkerMissing: (tried) =>
    `No C compiler and linker was found (tried ${tried.join(', ')}): Rust needs one to link the native host. Install one (${LINKER_HELP}) and try again.`,
}

/** Each step by its name, and by what is said when there is something to do. */
export const steps = {
  install: { name: 'Dependencies', begin: 'Dependencies: installing with npm ci' },
  typescript: { name: 'TypeScript', begin: 'TypeScript: building' },
  host: { name: 'Native host', begin: 'Native host: building with cargo, some minutes the first time' },
  staticHost: { name: 'Static host', begin: 'Static host: building with cargo, some minutes the first time' },
  upToDate: ({ name }) => `${name}: up to date`,
  done: ({ name }, seconds) => `${name}: done in ${seconds} s`,
  failed: ({ name }, end) => `${name}: failed (${end}); what went wrong is said above.`,
  notStarted: (command, why) => `\`${command}\` could not be started: ${why}`,
  demo: 'Demo: running',
}

export const tuning = {
  promoted: (name, seconds) => `${name}: promoted in ${seconds} s; optimising, which takes a minute`,
  pinned: (name) => `${name}: its manifest pins these`,
  differs: (name) => `${name}: its manifest pins others; \`npm run tune:digests -- --write\` writes these into it`,
  written: (path) =>
    `${path}: written; \`npx vitest run test/e2e/golden-fuel.test.ts --update\` follows, and a line in the changelog`,
}

export const zoneinfo = {
  usage:
    '`npm run zoneinfo -- WHEEL` takes a wheel of the package tzdata, which `pip download tzdata --no-deps` fetches',
  noZones: (wheel) => `${wheel} has no time zones; is it a wheel of the package tzdata?`,
  notNamed: (path, archive) => `${path} names no ${archive}, so that there is nothing to pin`,
  written: (zones, bytes, sha256) =>
    `${zones} time zones in ${bytes} bytes, SHA-256 ${sha256}; a new fuel epoch follows`,
}

export const protocol = {
  noSchema: 'The schema of the messages could not be written; `cargo` says why above',
}

export const tests = {
  section: (name) => `\n== ${name} ==`,
  cache: (folder) => `Provisioning into an empty cache of its own: ${folder}`,
  checkFailed: (name) => `${name}: failed`,
  componentMissing: (component) =>
    `Skipped: the Rust component ${component} is not installed; \`rustup component add ${component}\` adds it.`,
  noReport: (name) => `${name} ended without a report; counted as a failure`,
  summary: ({ passed, failed }) => `${passed} passed, ${failed} failed`,
}

export const python = {
  pythonMissing: (needed) => `Skipped: the Python client; no Python ${needed} or later is on PATH.`,
  installing: (folder) => `Python tools: installing into ${folder}`,
  toolsMissing:
    'The tools of the Python client could not be installed (python -m venv, pip); what went wrong is said above.',
  stepFailed: (step) => `Python client: ${step} failed`,
}

export const pack = {
  hostReadme: (name) =>
    `# ${name}\n\nThe native host of [fuelcell](https://www.npmjs.com/package/fuelcell) for one platform. Install \`fuelcell\`, which asks for the one that it needs.\n`,
  notPinned: (path) => `${path} is not the file that the manifest pins; run \`npm ci\``,
  platformUnknown: (platform) =>
    `There is no package for ${platform}; src/host/platforms.ts lists those that there are.`,
  packed: (folders) => `Packages:\n${folders.map((folder) => `  ${folder}`).join('\n')}`,
  registryMissing: 'The registry of this check (verdaccio) could not be installed; what went wrong is said above.',
  registryEnded: (code) => `The registry of this check ended with ${code} before it was ready`,
  notPublished: (folder) => `${folder} could not be published to the registry of this check`,
  passed: (name) => `ok      ${name}`,
  trialFailed: (name, why) => `FAILED  ${name}\n        ${why}`,
  figures: ({ installSeconds, firstHelloSeconds, againSeconds, bytes, packages, load }) =>
    `npm install ${installSeconds?.toFixed(1)} s · first hello ${firstHelloSeconds?.toFixed(1)} s · next ${againSeconds?.toFixed(2)} s (npx) · ${bytes === undefined ? '?' : (bytes / 1e6).toFixed(1)} MB in ${packages ?? '?'} packages · load ${load?.toFixed(1)} before`,
  trialsDone: (passed, failed) => `${passed} passed, ${failed} failed`,
}

export const binary = {
  otherPlatform: 'The one file is built on Linux x64 for Linux x64 only; docs/install.md lists the platforms.',
  failed: (what) => `${what} failed; what went wrong is said above.`,
  built: (path, bytes) => `${path}: ${(bytes / 1e6).toFixed(1)} MB`,
  passed: (name) => `ok      ${name}`,
  failedTrial: (name, found) => `FAILED  ${name}\n        ${found}`,
  took: (first, again) => `first hello ${first.toFixed(1)} s, later ones ${again.toFixed(3)} s`,
}

export const release = {
  otherVersion: (path, found, wanted) => `${path} says ${found}, not ${wanted}`,
}
