import { getSystemErrorMap } from 'node:util'
import { thrownText } from './errors.js'
import { quantities as say } from './size-messages.js'

/** What the operating system says, such as "no such file or directory", without call and path, which the message quotes already. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return thrownText(error)
  if ('code' in error && error.code === 'EISDIR') return say.isDirectory
  const errno = 'errno' in error && typeof error.errno === 'number' ? error.errno : 0
  return getSystemErrorMap().get(errno)?.[1] ?? error.message
}
