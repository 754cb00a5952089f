/** What all routes of Judge0 work with. */
import type { DialectContext } from '../../dialect.js'
import { callbackSender, mayCall } from './callbacks.js'
import type { Judge0Config } from './config.js'
import type { Rules } from './given.js'
import { type Judge0Language, judge0Languages } from './languages.js'
import { Submissions } from './service.js'

export interface Judge0 {
  readonly config: Judge0Config
  readonly bodyLimit: number
  readonly languages: readonly Judge0Language[]
  readonly rules: Rules
  readonly submissions: Submissions
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

export function judge0Of(context: DialectContext): Judge0 {
  const config = context.config.judge0
  const languages = judge0Languages(context.runtimes)
  return {
    config,
    bodyLimit: context.bodyLimit,
    languages,
    rules: {
      languages: new Map(languages.map((language) => [language.id, language])),
      mayCall: (url) => mayCall(config.callbacks, url),
    },
    submissions: new Submissions(context, callbackSender(config.callbacks)),
    sleep: context.config.sleep,
  }
}
