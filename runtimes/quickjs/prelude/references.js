// `WeakRef` and `FinalizationRegistry`. Nothing is collected while a reference stands, and nothing is told of what is: the language
// allows both.
;({ TypeError: EngineTypeError }) => ({
  WeakRef: class WeakRef {
    #target
    constructor(target) {
      if ((typeof target !== 'object' || target === null) && typeof target !== 'function')
        throw new EngineTypeError('WeakRef: target must be an object')
      this.#target = target
    }
    deref() {
      return this.#target
    }
  },
  FinalizationRegistry: class FinalizationRegistry {
    register() {}
    unregister() {
      return false
    }
  },
})
