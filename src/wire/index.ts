/** Requests, Results, errors and events as data: for whatever speaks with a runner from outside its process. Nothing of Node. */
export { decodeBytes, encodeBytes, type WireBytes } from './bytes.js'
export { decodeError, encodeError, errorSchema, outcomes, type WireError } from './error.js'
export { eventSchema, parseEvent, toLine, type WireEvent } from './events.js'
export { requestCaps, runRequestSchema, type WireRequest } from './request.js'
export { decodeRequest, encodeRequest } from './request-codec.js'
export { decodeResult, encodeResult, resultSchema, type WireResult } from './result.js'
