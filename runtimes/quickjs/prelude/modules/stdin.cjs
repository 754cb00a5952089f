// `process.stdin`: all of stdin as one piece of data. Only `process` evaluates it.
const { readFileSync } = require('node:fs')
const EventEmitter = require('node:events')

class Stdin extends EventEmitter {
  fd = 0
  #encoding
  #isSoon = false
  #isPaused = false
  /** What was read and not given yet; `null` once it was. */
  #data
  #ended = false

  setEncoding(name = 'utf8') {
    this.#encoding = name
    return this
  }

  on(name, listener) {
    super.on(name, listener)
    if (name === 'data' || name === 'readable' || name === 'end') this.#soon()
    return this
  }

  once(name, listener) {
    super.once(name, listener)
    if (name === 'data' || name === 'readable' || name === 'end') this.#soon()
    return this
  }

  addListener(name, listener) {
    return this.on(name, listener)
  }

  resume() {
    this.#isPaused = false
    this.#soon()
    return this
  }

  pause() {
    this.#isPaused = true
    return this
  }

  isPaused() {
    return this.#isPaused
  }

  ref() {
    return this
  }

  unref() {
    return this
  }

  destroy() {
    this.#ended = true
    return this
  }

  /** All that there is, once; then `null`. */
  read() {
    if (this.#data === undefined) this.#data = readFileSync(0, this.#encoding)
    const data = this.#data
    this.#data = null
    return data !== null && data.length > 0 ? data : null
  }

  pipe(target) {
    this.on('data', (data) => target.write(data))
    this.on('end', () => target.end?.())
    return target
  }

  #soon() {
    if (this.#isSoon || this.#ended) return
    this.#isSoon = true
    setTimeout(() => this.#flow(), 0)
  }

  #flow() {
    this.#isSoon = false
    if (this.#isPaused || this.#ended) return
    if (this.listenerCount('readable') > 0) {
      this.emit('readable')
      if (this.#data !== null) return
      this.emit('readable')
    } else if (this.#data !== null) {
      const data = this.read()
      if (data !== null) this.emit('data', data)
      if (this.#isPaused) return
    }
    this.#ended = true
    this.emit('end')
    this.emit('close')
  }

  async *[Symbol.asyncIterator]() {
    const data = this.read()
    if (data !== null) yield data
  }
}

module.exports = new Stdin()
