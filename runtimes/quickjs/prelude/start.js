// Runs before the program: gives it what the engine lacks, loads it, and tells how it failed.
import './console.js'
import './es2023.js'
import { fail } from './failure.js'
import './process.js'
import './require.js'
import './timers.js'

const [entry] = scriptArgs
// The program may have put something else in its place by the time that it is needed.
const EngineObject = Object

/** Whether nothing of the program ran, because of what async functions may have and modules of this engine may not. */
const isRefused = ({ message, stack }) =>
  stack?.startsWith(`    at ${entry}:`) || (stack === '' && message.startsWith("could not load module filename 'node:"))

import(entry)
  .catch(async (error) => {
    if (!isRefused(EngineObject(error))) fail(error)
    const { runAsync } = await import('./async.js')
    await runAsync(entry, error)
  })
  .catch(fail)
