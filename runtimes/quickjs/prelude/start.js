// Runs before the program: gives it what the engine lacks, loads it, and tells how it failed.
import './console.js'
import './es2023.js'
import { fail } from './failure.js'
import './process.js'
import './require.js'
import './timers.js'

import(scriptArgs[0]).catch(fail)
