/** Every sentence that a person can see. Each says the cause, the number, and the next step; one file for each area in `messages/`. */
export { commandLine } from './messages/command-line.js'
export { demo } from './messages/demo.js'
export { frames, hosts } from './messages/hosts.js'
export { installation } from './messages/installation.js'
export { count, printable, quote, show } from './messages/quoting.js'
export { options, requests } from './messages/requests.js'
export { runs } from './messages/runs.js'
export { runtimes } from './messages/runtimes.js'
