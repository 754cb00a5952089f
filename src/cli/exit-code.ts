/** Exit codes of the commands. Where the guest did not end by itself they follow the shell's 128 + signal number. */
import type { Result } from '../core/result.js'

/** The sandbox's or the caller's fault; also every usage error, so that a guest's own 2 is never mistaken for one. */
export const FAULT_EXIT = 126
/** Whoever read stdout has gone away: 128 + SIGPIPE, as any filter ends. */
export const OUTPUT_CLOSED_EXIT = 141

/** 128 + the number of each signal that interrupts a command. */
const interruptExits = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** The signals that end a command in an orderly way. */
export const interruptSignals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const
export type InterruptSignal = (typeof interruptSignals)[number]

/** `reason` is that of `Context.interrupted`: the signal's name. */
export function exitCodeOfInterrupt(reason: InterruptSignal): number {
  return interruptExits[reason]
}

/** The guest's own code, else 134 (as SIGABRT), 137 (SIGKILL), 142 (SIGALRM), 152 (SIGXCPU) or 153 (SIGXFSZ). */
export function exitCodeFor(result: Pick<Result, 'status' | 'exitCode'>): number {
  switch (result.status) {
    case 'exit':
      return result.exitCode ?? FAULT_EXIT
    case 'trap':
      return 134
    case 'out-of-memory':
      return 137
    case 'timeout':
      return 142
    case 'out-of-fuel':
      return 152
    case 'output-limit':
    case 'disk-limit':
      return 153
  }
}
