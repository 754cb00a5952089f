/** What a machine must have before fuelcell can be built: Node.js, Rust, and a C linker. */
import { spawn } from 'node:child_process'
import { toolchain as say } from './messages.mjs'

/** Also in `engines` of package.json: the first release of the 20 line whose `require` reads ES modules, which dependencies use. */
export const NEEDED_NODE = '20.19.0'
/** Also `rust-version` in host/Cargo.toml: the oldest compiler that the engine's crate takes. */
export const NEEDED_RUST = '1.95.0'

/** The first `major.minor` or `major.minor.patch` in a text, as numbers. */
export function parseVersion(text) {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text)
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
}

/** Whether a version is not below another. */
export function isAtLeast(found, needed) {
  for (let index = 0; index < 3; index++) {
    if (found[index] !== needed[index]) return found[index] > needed[index]
  }
  return true
}

/** What is wrong with the Node.js of this version; `undefined` when nothing is. */
export function nodeFinding(version) {
  return isAtLeast(parseVersion(version) ?? [0, 0, 0], parseVersion(NEEDED_NODE))
    ? undefined
    : say.nodeTooOld(version, NEEDED_NODE)
}

/** What is wrong with a Rust tool that answered `--version` so, `undefined` for not at all. */
export function rustFinding(tool, answer) {
  if (answer === undefined) return say.rustMissing(tool, NEEDED_RUST)
  const found = parseVersion(answer)
  if (found === undefined) return say.rustUnreadable(tool, answer)
  return isAtLeast(found, parseVersion(NEEDED_RUST)) ? undefined : say.rustTooOld(tool, found.join('.'), NEEDED_RUST)
}

/** The variable in which cargo looks for the linker of a target. */
export function linkerVariable(rustcAnswer) {
  const target = /^host: (\S+)$/m.exec(rustcAnswer)?.[1]
  return target === undefined ? undefined : `CARGO_TARGET_${target.toUpperCase().replaceAll('-', '_')}_LINKER`
}

/** Programs that may be able to link, those first that Rust takes by itself. */
export function linkerCandidates(env, variable) {
  const named = [variable === undefined ? undefined : env[variable], 'cc', env.CC, 'gcc', 'clang']
  return [...new Set(named.filter((name) => name))]
}

/**
 * Looks at this machine. `ask(command, args)` resolves to what the command printed, or to `undefined` when it is not there or fails.
 * The answer has one sentence per finding, none when all is well, and the variables that `cargo` needs.
 */
export async function inspectToolchain(env = process.env, ask = askCommand, nodeVersion = process.versions.node) {
  const [cargo, rustc] = await Promise.all([ask('cargo', ['--version']), ask('rustc', ['-vV'])])
  const rust = rustFinding('cargo', cargo) ?? rustFinding('rustc', rustc)
  const variable = linkerVariable(rustc ?? '')
  const candidates = linkerCandidates(env, variable)
  let linker
  for (const candidate of candidates) {
    if ((await ask(candidate, ['--version'])) === undefined) continue
    linker = candidate
    break
  }
  const findings = [nodeFinding(nodeVersion), rust, linker === undefined ? say.linkerMissing(candidates) : undefined]
  const isFallback = linker !== undefined && linker !== 'cc' && variable !== undefined
  return {
    findings: findings.filter((finding) => finding !== undefined),
    cargoEnv: isFallback ? { [variable]: linker } : {},
  }
}

/** What a command printed; `undefined` when it is not there or fails. */
export function askCommand(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    let answer = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      answer += text
    })
    child.on('error', () => resolve(undefined))
    child.on('close', (code) => resolve(code === 0 ? answer : undefined))
  })
}
