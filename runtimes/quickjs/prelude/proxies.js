// `Proxy`, which remembers what proxies stand for, so that the console can show that and call none of their traps.
;(primordials) => {
  'use strict'
  const { Proxy: EngineProxy, WeakMap: EngineWeakMap, TypeError: EngineTypeError, revocable } = primordials
  const { weakMapSet, defineProperty, hide } = primordials
  primordials.targets = new EngineWeakMap()

  function known(proxy, target) {
    weakMapSet(primordials.targets, proxy, target)
    return proxy
  }

  const Proxy = function (target, handler) {
    if (new.target === undefined) throw new EngineTypeError("Constructor Proxy requires 'new'")
    return known(new EngineProxy(target, handler), target)
  }
  defineProperty(Proxy, 'name', { __proto__: null, value: 'Proxy' })
  defineProperty(Proxy, 'prototype', { __proto__: null, value: undefined })
  hide(Proxy, 'revocable', (target, handler) => {
    const { proxy, revoke } = revocable(target, handler)
    known(proxy, target)
    return {
      proxy,
      revoke: () => {
        known(proxy, null)
        revoke()
      },
    }
  })
  return { Proxy }
}
