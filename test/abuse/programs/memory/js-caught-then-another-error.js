// ends: out-of-memory
try {
  new Uint8Array(2_000_000_000)
} catch {}
throw new Error('x')
