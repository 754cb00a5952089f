// ends: out-of-fuel
const list = Array.from({ length: 100_000 }, (_, i) => i)
for (;;) list.sort(() => 1)
