// Lines of stdin as Node.js's `readline` gives them. Only `require` evaluates it.
const std = require('std')

class Interface {
  #handlers = { line: [], close: [] }
  #started = false
  #closed = false

  on(event, handler) {
    this.#handlers[event]?.push(handler)
    if (!this.#started) setTimeout(() => this.#read(), 0)
    this.#started = true
    return this
  }

  once(event, handler) {
    return this.on(event, handler)
  }

  close() {
    if (this.#closed) return
    this.#closed = true
    for (const handler of this.#handlers.close) handler()
  }

  question(query, answer) {
    process.stdout.write(query)
    setTimeout(() => answer(std.in.getline() ?? ''), 0)
  }

  #read() {
    for (let line = std.in.getline(); line !== null && !this.#closed; line = std.in.getline())
      for (const handler of this.#handlers.line) handler(line)
    this.close()
  }

  async *[Symbol.asyncIterator]() {
    for (let line = std.in.getline(); line !== null; line = std.in.getline()) yield line
  }
}

module.exports = { createInterface: () => new Interface() }
