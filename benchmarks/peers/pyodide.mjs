/** Pyodide: loads it, then runs hello once for each message in the one interpreter; answers with milliseconds. */
import { loadPyodide } from 'pyodide'

const began = performance.now()
const python = await loadPyodide({ stdout: () => {} })
process.send(performance.now() - began)
process.on('message', () => {
  const began = performance.now()
  python.runPython("print('hello')")
  process.send(performance.now() - began)
})
process.once('disconnect', () => process.exit())
