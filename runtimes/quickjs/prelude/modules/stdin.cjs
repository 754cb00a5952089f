// `process.stdin`: all of stdin as one piece of data. Only `process` evaluates it.
const { readFileSync } = require('node:fs')

const handlers = { data: [], end: [] }
let encoding
let started = false

function start() {
  const data = readFileSync(0, encoding)
  if (data.length > 0) for (const handler of handlers.data) handler(data)
  for (const handler of handlers.end) handler()
}

module.exports = {
  fd: 0,
  isTTY: false,
  setEncoding: (name) => {
    encoding = name
  },
  resume: () => {},
  pause: () => {},
  on(event, handler) {
    handlers[event]?.push(handler)
    if (!started) setTimeout(start, 0)
    started = true
    return this
  },
  once(event, handler) {
    return this.on(event, handler)
  },
  async *[Symbol.asyncIterator]() {
    const data = readFileSync(0, encoding)
    if (data.length > 0) yield data
  },
}
