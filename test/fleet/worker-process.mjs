/** A worker of a fleet in a process of its own, with a machine that only echoes; `deadly` ends the process in the middle of a run. */
import { startFleetWorker } from '../../dist/fleet/index.js'

const [url, behaviour] = process.argv.slice(2)
const usage = {
  fuel: 1,
  fuelExact: true,
  startupFuel: 0,
  memoryPages: 1,
  grownPages: 0,
  memoryBytes: 65536,
  outputBytes: 0,
  diskBytes: 0,
  diskEntries: 0,
  openFiles: 0,
  durationMs: 1,
}
const run = async ({ code, stdin = '', seed, clockStartMs }) => {
  if (behaviour === 'deadly') process.kill(process.pid, 'SIGKILL')
  const stdout = `${code}|${stdin}|${seed}|${clockStartMs}`
  return {
    status: 'exit',
    exitCode: 0,
    ok: true,
    runtime: 'python',
    start: 'warm',
    fuelEpoch: '0123456789ab',
    usage,
    world: { clockStartMs, seed },
    stdout,
    stderr: '',
    tty: stdout,
    stdoutBytes: Buffer.from(stdout),
    stderrBytes: new Uint8Array(),
    truncated: { stdout: false, stderr: false },
    files: {},
    deleted: [],
  }
}
await startFleetWorker(
  { run },
  {
    redis: url,
    prefix: 'test',
    version: '0.1.0',
    slots: 4,
    lockMs: 300,
    unreachableMs: 10_000,
    onWarning: () => {},
    runtimes: [{ name: 'python', aliases: ['py'], version: '3.11.3', epoch: '0123456789ab' }],
  },
)
console.log('ready')
