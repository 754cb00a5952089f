// The engine calls QuickJS's `os` by another name, and never asks it for its timers.
export * from 'qjs:os'
export const setTimeout = globalThis.setTimeout
export const clearTimeout = globalThis.clearTimeout
