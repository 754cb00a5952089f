// ends: out-of-fuel
function* all() {
  for (let i = 0; ; i++) yield i
}
let sum = 0
for (const i of all()) sum += i
