// ends: exit 0
let deep = {}
for (let i = 0; i < 100_000; i++) deep = { deep }
console.log(deep)
