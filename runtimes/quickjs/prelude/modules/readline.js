const readline = require('readline')
export default readline
const { createInterface } = readline
export { createInterface }
