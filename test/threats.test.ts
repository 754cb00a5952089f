/** Every threat of docs/security.md names what proves that it is answered, and all that it names exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts

interface Threat {
  readonly id: string
  readonly proofs: string
}

const rows = readFileSync(join(root, 'docs/security.md'), 'utf8').matchAll(/^\| (T\d+) \| .+ \| .+ \| (.+) \|$/gm)
const threats: readonly Threat[] = [...rows].map(([, id = '', proofs = '']) => ({ id, proofs }))

/** What a proof in backticks names that does not exist; `folder` is where the one before it lies. */
function missing(proof: string, folder: string): string | undefined {
  const command = /^npm run (\S+)$/.exec(proof)?.[1]
  if (command !== undefined) return command in scripts ? undefined : proof
  const path = proof.includes('/') ? proof : join(folder, proof)
  const files = ['', '.test.ts', '.rs'].map((ending) => join(root, `${path}${ending}`))
  return files.some(existsSync) ? undefined : proof
}

/** The words behind a proof: families of abuse programs, or attempts of a probe. */
function unknownWords(proof: string, words: string): readonly string[] {
  const named = [...words.matchAll(/[a-z]+(?:-[a-z]+)*/g)].map(([word]) => word).filter((word) => !filler.has(word))
  if (proof === 'test/abuse') {
    const families = readdirSync(join(root, 'fixtures/abuse'))
    return named.filter((word) => !families.includes(word))
  }
  if (proof === 'test/host/walls') {
    const probes = readFileSync(join(root, 'test/host/walls.test.ts'), 'utf8')
    return named.filter((word) => !probes.includes(`'${word}'`))
  }
  return []
}
const filler = new Set(['and', 'others', 'measured', 'by'])

describe.each(threats)('$id', ({ proofs }) => {
  const named = [...proofs.matchAll(/`([^`]+)`([^`:]*)/g)]

  it('is proved by at least one test', () => {
    expect(
      named.filter(([, proof = '']) => /^(?:host\/crates\/\w+\/tests|host\/tests|test)\//.test(proof)),
    ).not.toEqual([])
  })

  it('names tests that exist', () => {
    let folder = ''
    for (const [, proof = '', words = ''] of named) {
      expect([missing(proof, folder), unknownWords(proof, words)]).toEqual([undefined, []])
      if (proof.includes('/')) folder = dirname(proof)
    }
  })
})

it('there are as many threats as ids', () => {
  expect(threats.map(({ id }) => id)).toEqual(Array.from({ length: threats.length }, (_, index) => `T${index + 1}`))
  expect(threats.length).toBeGreaterThanOrEqual(18)
})
