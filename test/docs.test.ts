/** The documentation can be read in a terminal, and its links lead somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
].filter((path) => path.endsWith('.md'))
const LONGEST = 120

/** Lines of prose, with their numbers: no code, and no tables, which cannot be broken. */
function prose(text: string): ReadonlyArray<readonly [number, string]> {
  let isCode = false
  return text.split('\n').flatMap((line, index) => {
    const isFence = /^\s*(```|~~~)/.test(line)
    if (isFence) isCode = !isCode
    return isCode || isFence ? [] : [[index + 1, line] as const]
  })
}

/** As GitHub names a heading. */
function anchorOf(heading: string): string {
  const words = heading
    .replaceAll(/[`*]|\[|\]\([^)]*\)/g, '')
    .trim()
    .toLowerCase()
  return words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
}

it.each(pages)('%s has no line that is too long', (path) => {
  const long = prose(readFileSync(join(root, path), 'utf8')).filter(([, line]) => {
    const isTable = line.trimStart().startsWith('|')
    // What has no space in it cannot be broken.
    return (
      line.length > LONGEST &&
      !isTable &&
      line
        .trim()
        .split(/\s+/)
        .every((word) => word.length <= LONGEST)
    )
  })
  expect(long).toEqual([])
})

it.each(pages)('%s links to what there is', (path) => {
  const links = prose(readFileSync(join(root, path), 'utf8')).flatMap(([, line]) =>
    [...line.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, to = '']) => to),
  )
  const broken = links.filter((link) => {
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? join(root, path) : join(root, dirname(path), file)
    if (!existsSync(target)) return true
    if (anchor === undefined || !target.endsWith('.md')) return false
    const headings = prose(readFileSync(target, 'utf8')).flatMap(([, line]) => /^#+ (.*)$/.exec(line)?.[1] ?? [])
    return !headings.map(anchorOf).includes(anchor)
  })
  expect(broken).toEqual([])
})
