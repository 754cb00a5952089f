// ends: out-of-memory
// limits: memoryPages=512 fuel=4000000000
const map = new Map()
for (let i = 0; ; i++) map.set(i, [i])
