// ends: exit 1 Deep
class Deep extends Error {
  toString() {
    return `${new Deep()}`
  }
}
throw new Deep()
