// ends: out-of-memory
// limits: memoryPages=512 fuel=4000000000
let last
for (;;) last = { last }
