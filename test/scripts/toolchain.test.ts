import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  inspectToolchain,
  isAtLeast,
  linkerCandidates,
  linkerVariable,
  NEEDED_NODE,
  NEEDED_RUST,
  nodeFinding,
  parseVersion,
  rustFinding,
} from '../../scripts/toolchain.mjs'

const RUSTC = 'rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.95.0\n'
const VARIABLE = 'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER'

/** A machine on which these commands answer so, and no others are there. */
function machine(answers: Record<string, string>) {
  return async (command: string) => answers[command]
}

describe('versions', () => {
  test.each([
    ['cargo 1.95.0 (f2d3ce0bd 2026-03-21)', [1, 95, 0]],
    ['v20.19.4', [20, 19, 4]],
    ['1.96.0-nightly', [1, 96, 0]],
    ['2.1', [2, 1, 0]],
  ])('%s is read', (text, version) => {
    expect(parseVersion(text)).toEqual(version)
  })

  test('a text without a version has none', () => {
    expect(parseVersion('cargo')).toBeUndefined()
  })

  test.each([
    [[1, 95, 0], true],
    [[1, 94, 9], false],
    [[1, 100, 0], true],
    [[2, 0, 0], true],
    [[0, 99, 99], false],
  ])('%j against 1.95.0: %s', (found, answer) => {
    expect(isAtLeast(found, [1, 95, 0])).toBe(answer)
  })

  test('the needed ones are those that the manifests declare', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(`>=${NEEDED_NODE}`).toBe(`${engines.node}.0`)
    const cargo = readFileSync('host/Cargo.toml', 'utf8')
    expect(`${/^rust-version = "(.+)"$/m.exec(cargo)?.[1]}.0`).toBe(NEEDED_RUST)
  })
})

describe('findings', () => {
  test('an old Node.js is named with what is needed', () => {
    expect(nodeFinding('18.20.4')).toContain('Node.js 18.20.4 is too old: fuelcell needs 20.19.0 or later')
    expect(nodeFinding('20.19.0')).toBeUndefined()
  })

  test('an old, a missing and a broken Rust each have their own sentence', () => {
    expect(rustFinding('cargo', 'cargo 1.63.0')).toContain('Rust is too old (cargo 1.63.0)')
    expect(rustFinding('cargo', undefined)).toContain('no `cargo` on PATH')
    expect(rustFinding('rustc', 'error')).toContain('`rustc --version` gave no version but "error"')
    expect(rustFinding('rustc', RUSTC)).toBeUndefined()
  })
})

describe('the linker', () => {
  test('has a variable named for the target', () => {
    expect(linkerVariable(RUSTC)).toBe(VARIABLE)
    expect(linkerVariable('')).toBeUndefined()
  })

  test('is looked for where Rust looks first', () => {
    expect(linkerCandidates({ CC: 'clang', [VARIABLE]: 'mold' }, VARIABLE)).toEqual(['mold', 'cc', 'clang', 'gcc'])
  })
})

describe('a machine', () => {
  test('with everything has no findings and needs no variables', async () => {
    const ask = machine({ cargo: 'cargo 1.95.0', rustc: RUSTC, cc: 'cc 12' })
    expect(await inspectToolchain({}, ask, '20.19.0')).toEqual({ findings: [], cargoEnv: {} })
  })

  test('with a linker under another name tells cargo which', async () => {
    const ask = machine({ cargo: 'cargo 1.95.0', rustc: RUSTC, clang: 'clang 16' })
    expect(await inspectToolchain({}, ask, '22.0.0')).toEqual({ findings: [], cargoEnv: { [VARIABLE]: 'clang' } })
  })

  test('with nothing gets one sentence for each thing', async () => {
    const { findings } = await inspectToolchain({}, machine({}), '18.0.0')
    expect(findings).toHaveLength(3)
    expect(findings[0]).toContain('Node.js 18.0.0')
    expect(findings[1]).toContain('no `cargo` on PATH')
    expect(findings[2]).toContain('tried cc, gcc, clang')
  })
})
