/** Prints, as JSON, the milliseconds that a program of its own takes from its start to the answer of a first hello, in steps. */
const stamps = [performance.now()]
const stamp = () => stamps.push(performance.now())
const { createRunner } = await import('../dist/index.js')
stamp()
const runner = await createRunner({ workers: 1 })
stamp()
await runner.run({ runtime: 'python', code: "print('hello')" })
stamp()
await runner.close()
const [begin, imported, created, answered] = stamps
console.log(JSON.stringify({ import: imported - begin, create: created - imported, run: answered - created }))
