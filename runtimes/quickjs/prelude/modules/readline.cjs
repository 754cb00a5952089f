// Lines of stdin as Node.js's `readline` gives them. Only `require` evaluates it.
const std = require('std')
const EventEmitter = require('node:events')
const { onIdle } = require('idle')

class Interface extends EventEmitter {
  #output
  #prompt
  #started = false
  #isPaused = false
  #isClosed = false
  #isReading = false
  /** The one that a question waits with. */
  #answer
  /** A line that nobody wanted when it came. */
  #held
  #willEnd = false

  constructor({ output, prompt = '> ' }) {
    super()
    this.#output = output
    this.#prompt = prompt
    this.terminal = false
    this.line = ''
    this.#readSoon()
  }

  get closed() {
    return this.#isClosed
  }

  on(name, listener) {
    super.on(name, listener)
    if (name === 'line' && this.#started) this.#readSoon()
    return this
  }

  once(name, listener) {
    super.once(name, listener)
    if (name === 'line' && this.#started) this.#readSoon()
    return this
  }

  question(query, options, answer = options) {
    this.#checkOpen()
    if (this.#answer !== undefined) return this.prompt()
    this.#output?.write(query)
    this.#answer = answer
    this.resume()
    this.#readSoon()
  }

  setPrompt(prompt) {
    this.#prompt = prompt
  }

  getPrompt() {
    return this.#prompt
  }

  prompt() {
    this.#checkOpen()
    this.#output?.write(this.#prompt)
    this.resume()
  }

  /** What is written counts as if it had been read. */
  write(data) {
    this.#checkOpen()
    if (typeof data === 'string') for (const line of data.split(/\r\n|[\n\r]/).slice(0, -1)) this.#give(line)
  }

  pause() {
    if (this.#isPaused) return this
    this.#isPaused = true
    this.emit('pause')
    return this
  }

  resume() {
    if (!this.#isPaused) return this
    this.#isPaused = false
    this.emit('resume')
    this.#readSoon()
    return this
  }

  close() {
    if (this.#isClosed) return
    this.pause()
    this.#isClosed = true
    this.emit('close')
  }

  #checkOpen() {
    if (!this.#isClosed) return
    throw Object.assign(new Error('readline was closed'), { code: 'ERR_USE_AFTER_CLOSE' })
  }

  #readSoon() {
    if (this.#isReading || this.#isClosed) return
    this.#isReading = true
    setTimeout(() => this.#read(), 0)
  }

  /** Gives line after line in one go, as they come out of one piece of data, as long as somebody wants them. */
  #read() {
    this.#started = true
    while (!this.#isClosed && !this.#isPaused) {
      const line = this.#held ?? std.in.getline()
      this.#held = undefined
      if (line === null) {
        this.#isReading = false
        return this.close()
      }
      if (this.#give(line.endsWith('\r') ? line.slice(0, -1) : line)) continue
      this.#hold(line)
      break
    }
    this.#isReading = false
  }

  /** Node.js would lose it. Here a program that asks again later, behind an `await`, gets it. */
  #hold(line) {
    this.#held = line
    if (this.#willEnd) return
    this.#willEnd = true
    onIdle(() => {
      this.#willEnd = false
      if (this.#held !== undefined) this.close()
    })
  }

  /** Whether somebody wanted the line. */
  #give(line) {
    const answer = this.#answer
    if (answer !== undefined) {
      this.#answer = undefined
      answer(line)
      return true
    }
    return this.emit('line', line)
  }

  /** All lines from now on. They are noted as they come, also while the program does something else. */
  [Symbol.asyncIterator]() {
    const lines = []
    let wake = () => {}
    this.on('line', (line) => {
      lines.push(line)
      wake()
    })
    this.on('close', () => wake())
    const next = async () => {
      while (lines.length === 0 && !this.#isClosed) {
        await new Promise((resolve) => {
          wake = resolve
        })
      }
      return lines.length > 0 ? { value: lines.shift(), done: false } : { value: undefined, done: true }
    }
    const end = async () => {
      this.close()
      return { value: undefined, done: true }
    }
    return {
      next,
      return: end,
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }
}

const interfaceOf = (Kind, input, output) =>
  new Kind(input !== null && typeof input === 'object' && ('input' in input || 'output' in input) ? input : { output })

/** With questions whose answers are promises. */
class PromisesInterface extends Interface {
  question(query) {
    return new Promise((resolve) => {
      super.question(query, resolve)
    })
  }
}

const nothing = (_stream, ...values) => {
  const done = values.pop()
  if (typeof done === 'function') done()
  return true
}

module.exports = {
  Interface,
  createInterface: (input, output) => interfaceOf(Interface, input, output),
  clearLine: nothing,
  clearScreenDown: nothing,
  cursorTo: nothing,
  moveCursor: nothing,
  emitKeypressEvents: () => {},
  promises: {
    Interface: PromisesInterface,
    createInterface: (input, output) => interfaceOf(PromisesInterface, input, output),
  },
}
