const readline = require('node:readline')
export default readline
const { createInterface } = readline

export { createInterface }
