const readline = require('node:readline')
export default readline
const { Interface, createInterface, clearLine, clearScreenDown, cursorTo, moveCursor, promises } = readline

export { clearLine, clearScreenDown, createInterface, cursorTo, Interface, moveCursor, promises }
