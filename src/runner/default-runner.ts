import { createRunner, type Runner } from './runner.js'

/** The runner behind the functions that need none: made at the first call, and again after one that could not be made. */
let sharedRunner: Promise<Runner> | undefined

/** The runner that all calls share. It does not keep Node alive and ends with it: there is nothing to close. */
export function defaultRunner(): Promise<Runner> {
  sharedRunner ??= createRunner().catch((error) => {
    sharedRunner = undefined
    throw error
  })
  return sharedRunner
}
