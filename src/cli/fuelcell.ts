#!/usr/bin/env node
/**
 * What npm installs as `fuelcell`. It imports nothing before it has looked at Node, so that one that is too old is told in a sentence:
 * it could not even link the rest.
 */
const LEAST: readonly [number, number] = [20, 19]
const FAULT_EXIT = 126

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) {
  import('./main.js').then(({ main }) => main())
} else {
  process.stderr.write(
    `fuelcell: Node.js ${process.versions.node} is too old; install ${LEAST.join('.')} or newer (this is ${process.execPath})\n`,
  )
  process.exitCode = FAULT_EXIT
}

export {}
