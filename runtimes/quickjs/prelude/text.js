// Text as UTF-8 bytes and back.
;({ encodeText, decodeText }) => {
  function encode(text) {
    return new Uint8Array(encodeText(text, 'utf-8'))
  }

  /** Bytes that are not UTF-8 become U+FFFD. */
  function decode({ buffer, byteOffset, byteLength }) {
    return decodeText(buffer.slice(byteOffset, byteOffset + byteLength), 'utf-8')
  }

  const TextEncoder = class TextEncoder {
    encoding = 'utf-8'
    encode(text = '') {
      return encode(String(text))
    }
  }
  const TextDecoder = class TextDecoder {
    encoding = 'utf-8'
    decode(bytes = new Uint8Array()) {
      return decode(ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes))
    }
  }

  return { encode, decode, TextEncoder, TextDecoder }
}
