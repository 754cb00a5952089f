const { promises } = require('node:readline')
export default promises
const { Interface, createInterface } = promises

export { createInterface, Interface }
