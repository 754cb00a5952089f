/** How a step of the set-up is told: what begins, how long it took, that it failed. */
import { SetupError } from './command.mjs'
import { steps as say } from './messages.mjs'

/** Does one step: `work` resolves to the exit code of its command. */
export async function step(what, work) {
  tell(what.begin)
  const startMs = performance.now()
  const { code } = await work()
  if (code !== 0) throw new SetupError(say.failed(what, `exit code ${code}`))
  tell(say.done(what, ((performance.now() - startMs) / 1000).toFixed(1)))
}

export function tell(message) {
  process.stderr.write(`${message}\n`)
}
