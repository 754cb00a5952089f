// ends: out-of-memory
new Uint8Array(2_000_000_000)
