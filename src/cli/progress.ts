/** Provisioning as it is seen on stderr: one line that changes on a terminal, plain lines in a pipe, a tenth of a long step apart. */
import { printable } from '../core/quoting.js'
import type { ProgressEvent } from '../runtimes/provision/provision.js'
import type { Context } from './command.js'
import { commandLine as say } from './messages.js'

export interface ProvisioningProgress {
  readonly onProgress: (event: ProgressEvent) => void
  readonly onWarning: (message: string) => void
  /** Takes the changing line off the terminal. */
  clear(): void
}

/** Back to the first column, and the line emptied (ECMA-48: CR, EL 2). */
const EMPTY_LINE = '\r\u001b[2K'

export function provisioningProgress(stderr: Context['stderr']): ProvisioningProgress {
  const terminal = stderr.isTTY === true
  let shown = false
  /** Tenths of the step in `told`, of which the last line was. */
  let told = { about: '', tenths: 0 }
  const isNews = ({ runtime, step, share = 0 }: ProgressEvent) => {
    const [last, about, tenths] = [told, `${step} ${runtime}`, Math.floor(share * 10)]
    told = { about, tenths }
    return share === 0 || about !== last.about || tenths > last.tenths
  }
  const clear = () => {
    if (terminal && shown) stderr.write(EMPTY_LINE)
    shown = false
  }
  return {
    onProgress(event) {
      const { step, message } = event
      // Provisioning is over; what it led to follows.
      if (step === 'ready') return clear()
      if (!terminal && !isNews(event)) return
      const line = printable(`fuelcell: ${message}`).replaceAll('\n', ' ')
      stderr.write(terminal ? `${EMPTY_LINE}${line.slice(0, (stderr.columns ?? 80) - 1)}` : `${line}\n`)
      shown = true
    },
    onWarning(message) {
      clear()
      stderr.write(say.warned(message))
    },
    clear,
  }
}
