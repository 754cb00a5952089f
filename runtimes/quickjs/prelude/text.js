// Text as UTF-8 bytes and back.
import { text_decode, text_encode } from '_encoding'

export function encode(text) {
  return new Uint8Array(text_encode(text, 'utf-8'))
}

/** Bytes that are not UTF-8 become U+FFFD. */
export function decode({ buffer, byteOffset, byteLength }) {
  return text_decode(buffer.slice(byteOffset, byteOffset + byteLength), 'utf-8')
}

globalThis.TextEncoder = class TextEncoder {
  encoding = 'utf-8'
  encode(text = '') {
    return encode(String(text))
  }
}
globalThis.TextDecoder = class TextDecoder {
  encoding = 'utf-8'
  decode(bytes = new Uint8Array()) {
    return decode(ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes))
  }
}
