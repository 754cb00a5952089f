import picocolors from 'picocolors'
import { examine } from './checks.js'
import { defineCommand } from './command.js'
import type { Finding } from './finding.js'
import { greetHost } from './greet-host.js'
import { installation as say } from './installation-messages.js'
import { cacheOptions, flag } from './options.js'

/** `fuelcell doctor`: is the installation in order, and what to do if not. */
export const doctorCommand = defineCommand(
  {
    name: 'doctor',
    usage: ['doctor [options]'],
    describe:
      'Checks Node, the native host and the walls around it, the cache, the runtimes and their compiled code, and says what to do ' +
      'about each finding. Changes nothing.',
    words: 'none',
    options: { json: flag('Print the findings as JSON'), ...cacheOptions },
    examples: [
      { command: 'fuelcell doctor', meaning: 'check the installation' },
      { command: 'fuelcell doctor --json | jq .healthy', meaning: 'check it in a script' },
    ],
    notes: 'Exit code: 0 when all is in order, 1 when something is wrong.',
  },
  async (values, _words, { stdout, env }) => {
    const nodeVersion = process.versions.node
    const findings = await examine({ nodeVersion, env, cacheDir: values['cache-dir'], greetHost })
    const healthy = findings.every(({ state }) => state !== 'problem')
    if (values.json) stdout.write(`${JSON.stringify({ healthy, findings }, null, 2)}\n`)
    else stdout.write(renderFindings(findings, stdout.isTTY === true && env.NO_COLOR === undefined))
    return healthy ? 0 : 1
  },
)

/** One line for each finding, its advice below it, and a verdict at the end. */
export function renderFindings(findings: readonly Finding[], inColour: boolean): string {
  const paint = picocolors.createColors(inColour)
  const marks = { ok: paint.green('ok     '), note: paint.yellow('note   '), problem: paint.red('PROBLEM') }
  const lines = findings.flatMap(({ subject, state, message, advice }) => {
    const line = `${marks[state]} ${subject.padEnd(9)} ${message.trimEnd()}`
    return advice === undefined ? [line] : [line, `${' '.repeat(18)}-> ${advice}`]
  })
  const problems = findings.filter(({ state }) => state === 'problem').length
  return `${[...lines, '', problems === 0 ? say.healthy : say.unhealthy(problems)].join('\n')}\n`
}
