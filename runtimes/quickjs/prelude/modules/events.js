const EventEmitter = require('node:events')
export default EventEmitter
const { once } = EventEmitter

export { EventEmitter, once }
