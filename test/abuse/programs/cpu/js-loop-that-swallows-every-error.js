// ends: out-of-fuel
for (;;) {
  try {
    throw new Error()
  } catch {}
}
