/** Bytes as JSON: text where they are UTF-8, else base64; which of the two is said, never guessed. Nothing of Node. */

export type WireBytes = { readonly text: string } | { readonly base64: string }

/** `String.fromCharCode` takes its characters as arguments, of which an engine allows some ten thousand. */
const CHARACTERS_AT_ONCE = 8192

/** A byte order mark stays what it is: three bytes of the text. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeBytes(bytes: Uint8Array): WireBytes {
  try {
    return { text: strict.decode(bytes) }
  } catch {
    return { base64: toBase64(bytes) }
  }
}

export function decodeBytes(wire: WireBytes): Uint8Array {
  return 'text' in wire ? new TextEncoder().encode(wire.text) : fromBase64(wire.base64)
}

/** Whether text can be UTF-8: no half of a surrogate pair stands alone. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.byteLength; at += CHARACTERS_AT_ONCE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHARACTERS_AT_ONCE))
  }
  return btoa(binary)
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
