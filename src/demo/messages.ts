/** What the demo says. */
import { quote } from '../core/quoting.js'

/** Characters of a program's output that the demo shows. */
const DEMO_HEAD_CHARACTERS = 18

export const demo = {
  title: (fuel: string) => `Four programs, each with a budget of ${fuel} fuel:`,
  columns: ['start', 'ended', 'fuel', 'net fuel', 'pages', 'bytes', 'ms', 'stdout begins'],
  head: (stdout: string) =>
    `${quote(stdout.slice(0, DEMO_HEAD_CHARACTERS))}${stdout.length > DEMO_HEAD_CHARACTERS ? ' …' : ''}`,
  equal: 'The first and the third program are the same, and so is their fuel, to the unit.',
  unequal: (start: string, fuels: readonly string[]) =>
    `The same program cost different fuel (${start} start: ${fuels.join(', ')}). That is a fault: please report it`,
} as const
