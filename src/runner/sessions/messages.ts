/** What sessions say to people. */
import { count, quote } from '../../core/quoting.js'

export const sessions = {
  unknown: (id: string) => `there is no session ${quote(id)}; sessions are dropped when nobody uses them for a while`,
  closed: 'the session was closed',
  runtime: (name: string) => `${quote(name)} keeps no state between steps; sessions are for python and python-tuned`,
  rewind: (to: unknown, steps: number) =>
    `session.rewind: there are ${count(steps)} steps, and ${String(to)} is no number from 0 to that`,
  tooLong: (bytes: number, most: number) =>
    `the session's steps come to ${count(bytes)} bytes, and at most ${count(most)} are kept; open a new one, or rewind`,
  notText: (name: string) => `session.run: ${name} must be a string`,
  notSaved: (reason: string) => `this is no saved session: ${reason}`,
  epoch: (saved: string, here: string, runtime: string) =>
    `the session was saved in epoch ${saved} of ${runtime}, and here is epoch ${here}: its steps might give something else`,
  noDriver: (runtime: string, reason: string) => `${runtime} cannot prepare a session: ${reason.slice(0, 200)}`,
} as const
