/** Requests, Results, errors and events as data: for whatever speaks with a runner from outside its process. Nothing of Node. */
export { decodeBytes, encodeBytes, type WireBytes } from './bytes.js'
export { encodeResult } from './encode-result.js'
export { decodeError, encodeError, errorSchema, outcomes, type WireError } from './error.js'
export { eventSchema, parseEvent, type WireEvent } from './events.js'
export { toLine } from './line.js'
export { requestCaps, runRequestSchema, type WireRequest } from './request.js'
export { decodeRequest, encodeRequest } from './request-codec.js'
export { decodeResult, resultSchema, type WireResult } from './result.js'
