// ends: trap out of bounds memory access
const f = () => f() + 1
f()
