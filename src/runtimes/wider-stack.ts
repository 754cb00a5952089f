import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FuelcellError } from '../errors.js'
import { runtimes as say } from '../messages.js'
import { PAGE_BYTES } from '../units.js'

/** Numbers and layout are of the core specification, "Binary Format": sections, LEB128, and `i32.const` and `end`. */
const HEADER_BYTES = 8
const MEMORY_SECTION = 5
const GLOBAL_SECTION = 6
const MUTABLE_I32 = [0x7f, 0x01, 0x41] as const

/**
 * Gives a module a larger stack, of so many pages behind the memory that it begins with. A module as LLVM links it keeps its stack
 * between its data and its heap, where running over it goes unseen and damages the data; its first global is the stack's end. Its
 * allocator takes memory by growing it, so nothing else comes to lie there.
 * @throws FuelcellError `invalid-manifest` for a module that is not of this kind.
 */
export function widenStack(module: Uint8Array, stackPages: number, name: string): Uint8Array {
  const parts: Uint8Array[] = [module.subarray(0, HEADER_BYTES)]
  let pages: number | undefined
  let isMoved = false
  for (let at = HEADER_BYTES; at < module.byteLength; ) {
    const id = module[at]
    const size = readLeb(module, at + 1)
    const body = module.subarray(size.next, size.next + size.value)
    const whole = module.subarray(at, size.next + size.value)
    at = size.next + size.value
    if (id === MEMORY_SECTION && body[0] === 1 && body[1] === 0) {
      pages = readLeb(body, 2).value + stackPages
      parts.push(section(MEMORY_SECTION, [Uint8Array.of(1, 0), unsignedLeb(pages)]))
    } else if (id === GLOBAL_SECTION && pages !== undefined) {
      const first = readLeb(body, 0).next
      if (!MUTABLE_I32.every((byte, index) => body[first + index] === byte)) break
      const value = first + MUTABLE_I32.length
      const rest = body.subarray(readLeb(body, value).next)
      parts.push(section(GLOBAL_SECTION, [body.subarray(0, value), signedLeb(pages * PAGE_BYTES), rest]))
      isMoved = true
    } else parts.push(whole)
  }
  if (!isMoved) throw new FuelcellError('invalid-manifest', say.stackNotFound(name))
  return Buffer.concat(parts)
}

/** {@link widenStack} from file to file: where the wider one is, and its SHA-256. */
export async function writeWiderStack(
  path: string,
  stackPages: number,
  name: string,
  folder: string,
): Promise<{ readonly path: string; readonly sha256: string }> {
  const widened = widenStack(await readFile(path), stackPages, name)
  const target = join(folder, 'module.wasm')
  await writeFile(target, widened, { mode: 0o600 })
  return { path: target, sha256: createHash('sha256').update(widened).digest('hex') }
}

function section(id: number, parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts)
  return Buffer.concat([Uint8Array.of(id), unsignedLeb(body.byteLength), body])
}

function readLeb(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0
  for (let index = at, factor = 1; ; index += 1, factor *= 128) {
    const byte = bytes[index] ?? 0
    value += (byte % 128) * factor
    if (byte < 128) return { value, next: index + 1 }
  }
}

function unsignedLeb(value: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; bytes.length === 0 || rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0))
  }
  return Uint8Array.from(bytes)
}

/** Of a number that is not negative: its last byte has to leave the sign bit free. */
function signedLeb(value: number): Uint8Array {
  const bytes = [...unsignedLeb(value)]
  const last = bytes.at(-1) ?? 0
  return Uint8Array.from(last < 64 ? bytes : [...bytes.slice(0, -1), last + 128, 0])
}
