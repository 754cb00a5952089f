/** Errors as problem details, RFC 9457. */

import { FuelcellError } from '../core/errors.js'
import { encodeError, outcomes } from '../wire/index.js'
import { server as say } from './messages.js'

export interface Problem {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly code: string
  readonly retryable: boolean
  /** Seconds to wait before the next try. */
  readonly retryAfter?: number
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  499: 'Client Closed Request',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
}

/** What went wrong, for the client. What is nobody's code comes to 500 and tells nothing of the server's inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof FuelcellError) {
    const { code, message, fault, retryable } = encodeError(error)
    const { http } = outcomes[code]
    const detail = fault === 'caller' || retryable ? message : say.internal
    const waitMs = error.retryAfterMs ?? (http === 429 ? 1000 : undefined)
    const retryAfter = waitMs === undefined ? {} : { retryAfter: Math.ceil(waitMs / 1000) }
    return { status: http, title: titles[http] ?? 'Error', detail, code, retryable, ...retryAfter }
  }
  return { status: 500, title: titles[500] ?? '', detail: say.internal, code: 'internal', retryable: false }
}

export function problemResponse({ retryAfter, ...problem }: Problem): Response {
  return new Response(JSON.stringify({ type: 'about:blank', ...problem }), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
  })
}
