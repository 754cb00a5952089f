// ends: out-of-fuel
const again = () => Promise.resolve().then(again)
again()
