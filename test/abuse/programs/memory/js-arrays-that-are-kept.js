// ends: out-of-memory
const kept = []
for (;;) kept.push(new Uint8Array(1_000_000))
