// ends: out-of-fuel
class Deep extends Error {
  toString() {
    return `${new Deep()}`
  }
}
throw new Deep()
