// ends: out-of-fuel
setInterval(() => {}, 1)
