// ends: exit 0
import * as os from 'os'
import * as std from 'std'

for (const ask of [
  () => os.exec(['ls']),
  () => os.kill(1, 9),
  () => os.pipe(),
  () => std.popen('ls', 'r'),
  () => os.waitpid(-1, 0),
]) {
  let got = null
  try {
    got = ask()
  } catch {}
  if (got !== null) throw new Error(ask)
}
