import { FuelcellError } from '../../core/errors.js'
import { requests as say } from '../../core/messages.js'
import type { Call } from '../../core/tagged.js'
import { MIB } from '../../core/units.js'
import { asObject, checkKeys, systemText, wrongType } from '../../core/validate.js'
import { forGuest } from '../run/guest-json.js'
import { NotTagged } from './call-values.js'
import { checkFileName } from './files.js'
import { tagValue } from './tag-value.js'

/** An identifier by Unicode, as Python has it. */
const identifier = /^[\p{ID_Start}_]\p{ID_Continue}*$/u
/** All arguments together, as the guest reads them: a frame has to hold them. */
const MAX_CALL_BYTES = 16 * MIB

/** A call that was checked. */
export interface ParsedCall {
  /** The file that the code is in the run directory; `undefined` for the runtime's own. */
  readonly file: string | undefined
  /** Whether the function is in a module of its own, so that there need be no code. */
  readonly hasModule: boolean
  /** As the guest reads it: function, arguments, those by name, and a module that is not the code's, as JSON. */
  readonly bytes: Uint8Array
}

/**
 * The call of a request.
 * @throws FuelcellError `invalid-option`, `unknown-option`, or `invalid-file-name`.
 */
export function parseCall(value: unknown, call: string): ParsedCall | null {
  if (value === undefined) return null
  const given = asObject(value, call, 'call')
  checkKeys(
    given,
    ['function', 'args', 'kwargs', 'file', 'module'] satisfies ReadonlyArray<keyof Call>,
    `${call} (call)`,
  )
  const name = systemText(given.function, call, 'call.function')
  if (!identifier.test(name)) throw new FuelcellError('invalid-option', say.callName(call, name))
  if (given.args !== undefined && !Array.isArray(given.args)) throw wrongType(call, 'call.args', 'an array', given.args)
  const module = given.module === undefined ? undefined : systemText(given.module, call, 'call.module')
  if (module !== undefined && !module.split('.').every((part) => identifier.test(part))) {
    throw new FuelcellError('invalid-option', say.callModule(call, module))
  }
  const file = given.file === undefined ? undefined : systemText(given.file, call, 'call.file')
  if (file !== undefined) checkFileName(file, call)
  const positional: readonly unknown[] = given.args ?? []
  const args = Array.from(positional, (item, index) => argument(item, call, `call.args[${index}]`))
  const kwargs = Object.entries(given.kwargs === undefined ? {} : asObject(given.kwargs, call, 'call.kwargs')).map(
    ([key, item]) =>
      `[${JSON.stringify(systemText(key, call, 'a name in call.kwargs'))},${argument(item, call, `call.kwargs.${key}`)}]`,
  )
  const bytes = Buffer.from(
    `[${JSON.stringify(name)},[${args.join()}],[${kwargs.join()}]${module === undefined ? '' : `,${JSON.stringify(module)}`}]`,
  )
  if (bytes.byteLength > MAX_CALL_BYTES) {
    throw new FuelcellError('invalid-option', say.callTooLong(call, bytes.byteLength, MAX_CALL_BYTES))
  }
  return { file, bytes, hasModule: module !== undefined }
}

function argument(value: unknown, call: string, name: string): string {
  try {
    return forGuest(tagValue(value))
  } catch (error) {
    if (!(error instanceof NotTagged)) throw error
    throw new FuelcellError('invalid-option', say.callArgument(call, name, error.message), { cause: error })
  }
}
