import { isMap } from './checks.js'
import { fieldsOf } from './generated/checks.js'
import type { FromHost, Profile, RunResult } from './generated/messages.js'
import { frames as say } from './messages.js'

/** What is wrong with a frame; the channel turns it into the error that ends the host. */
export class FrameFault extends Error {}

/**
 * A decoded frame as a message of the host, every field checked: the host is our own, but it runs strangers' code.
 * @throws FrameFault that says which field is wrong.
 */
export function parseFromHost(value: unknown): FromHost {
  if (!isMap(value) || typeof value.type !== 'string') throw new FrameFault(say.notMessage)
  if (!Object.hasOwn(fieldsOf, value.type)) throw new FrameFault(say.unknownType(value.type))
  const checks = fieldsOf[value.type as FromHost['type']]
  for (const name in checks) {
    if (checks[name]?.(value[name]) !== true) throw new FrameFault(say.field(value.type, name))
  }
  const message = value as unknown as FromHost
  if (message.type === 'result') checkResult(message)
  return message
}

/** What no single field shows. */
function checkResult(message: RunResult): void {
  if (message.profile !== null && !isTree(message.profile)) throw new FrameFault(say.field('result', 'profile'))
  if (!isConsistent(message)) throw new FrameFault(say.contradiction(message.status))
}

/** Numbers that lead nowhere would lead out of an array. */
function isTree({ names, files, firstLines, nodes }: Profile): boolean {
  const codes = names.length
  if (nodes.length % 4 !== 0 || files.length !== codes || firstLines.length !== codes) return false
  for (let at = 0; at < nodes.length; at += 4) {
    const [parent = -2, code = -1, line = -1, fuel = -1] = nodes.slice(at, at + 4)
    const isKnown = parent >= -1 && parent < at / 4 && code >= 0 && code < codes
    if (!isKnown || line < 0 || fuel < 0) return false
  }
  return true
}

/** A guest that ended by itself has an exit code, one that trapped has the trap's name, and nothing else has either. */
function isConsistent(message: RunResult): boolean {
  return (
    (message.exitCode !== null) === (message.status === 'exit') &&
    (message.trap !== null) === (message.status === 'trap') &&
    (!message.stackFull || message.status === 'trap')
  )
}
