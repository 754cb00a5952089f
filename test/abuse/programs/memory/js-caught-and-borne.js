// ends: exit 0
try {
  new Uint8Array(2_000_000_000)
} catch {
  print(1)
}
