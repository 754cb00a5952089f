// Node.js's `events`: what may be listened to. Only `require` evaluates it.
class EventEmitter {
  #listeners = new Map()

  #add(name, entry, isFirst) {
    if (typeof entry.listener !== 'function') {
      throw Object.assign(new TypeError('The "listener" argument must be of type function.'), {
        code: 'ERR_INVALID_ARG_TYPE',
      })
    }
    if (this.#listeners.has('newListener')) this.emit('newListener', name, entry.listener)
    const entries = this.#listeners.get(name) ?? []
    this.#listeners.set(name, isFirst ? [entry, ...entries] : [...entries, entry])
    return this
  }
  on(name, listener) {
    return this.#add(name, { listener, once: false }, false)
  }
  once(name, listener) {
    return this.#add(name, { listener, once: true }, false)
  }
  prependListener(name, listener) {
    return this.#add(name, { listener, once: false }, true)
  }
  prependOnceListener(name, listener) {
    return this.#add(name, { listener, once: true }, true)
  }
  off(name, listener) {
    const entries = this.#listeners.get(name) ?? []
    const at = entries.findLastIndex((entry) => entry.listener === listener)
    if (at >= 0) this.#keep(name, entries.toSpliced(at, 1))
    return this
  }
  #keep(name, entries) {
    if (entries.length > 0) this.#listeners.set(name, entries)
    else this.#listeners.delete(name)
  }
  /** Calls the listeners in their order; those that are added or removed meanwhile count from the next time on. */
  emit(name, ...values) {
    const entries = this.#listeners.get(name)
    if (entries === undefined) {
      if (name !== 'error') return false
      throw values[0] instanceof Error ? values[0] : new Error(`Unhandled error. (${values[0]})`)
    }
    for (const entry of entries) {
      if (entry.once)
        this.#keep(
          name,
          (this.#listeners.get(name) ?? []).filter((other) => other !== entry),
        )
      entry.listener.apply(this, values)
    }
    return true
  }
  listenerCount(name) {
    return this.#listeners.get(name)?.length ?? 0
  }
  listeners(name) {
    return (this.#listeners.get(name) ?? []).map((entry) => entry.listener)
  }
  eventNames() {
    return [...this.#listeners.keys()]
  }
  removeAllListeners(name) {
    if (name === undefined) this.#listeners.clear()
    else this.#listeners.delete(name)
    return this
  }
  setMaxListeners() {
    return this
  }
  getMaxListeners() {
    return 10
  }
}
EventEmitter.prototype.addListener = EventEmitter.prototype.on
EventEmitter.prototype.removeListener = EventEmitter.prototype.off

/** A promise of what the next event of this name gives. */
const once = (emitter, name) =>
  new Promise((resolve, reject) => {
    const failed = (error) => reject(error)
    emitter.once(name, (...values) => {
      emitter.off('error', failed)
      resolve(values)
    })
    if (name !== 'error') emitter.once('error', failed)
  })

module.exports = EventEmitter
Object.assign(EventEmitter, { EventEmitter, once, default: EventEmitter, defaultMaxListeners: 10 })
