/** Judge0's interface: at the root, where its clients look for it, and below `/judge0`. */
import type { Context, Handler, Hono } from 'hono'
import type { FuelcellError } from '../../../core/errors.js'
import type { Dialect, DialectContext } from '../../dialect.js'
import type { Env } from '../../env.js'
import { faultOf, isOwn } from '../faults.js'
import { answer, cors, preflight, railsError, refuse } from './answers.js'
import { about, configInfo, JUDGE0_VERSION } from './info.js'
import { languageDetails } from './languages.js'
import { judge0 as say } from './messages.js'
import { type Judge0, judge0Of } from './server.js'
import { isAuthorised, remove, show, showAll, showBatch } from './show.js'
import { statuses } from './statuses.js'
import { submit, submitBatch } from './submit.js'

export const judge0Dialect: Dialect = {
  name: 'judge0',
  mount(app: Hono<Env>, context: DialectContext): void {
    const judge0 = judge0Of(context)
    for (const base of ['', '/judge0']) {
      for (const [path, handlers] of Object.entries(routesOf(judge0))) {
        // The root of the server, and its docs, are its own.
        if (base === '' && (path === '/' || path === '/docs')) continue
        const whole = path === '/' ? base : `${base}${path}`
        for (const [method, handler] of Object.entries(handlers)) app.on(method, whole, handler)
        app.options(whole, preflight)
      }
    }
    app.all('/judge0/*', (c) => railsError(c, 404, say.notFound))
  },
  refuse: (c, error) => (isOwn(c, own) ? faulted(c, error) : undefined),
}

/** Its paths at the root, and all below `/judge0`. */
const own = [
  '/judge0',
  '/judge0/',
  ...['/about', '/version', '/license', '/isolate', '/languages', '/languages/', '/statuses', '/config_info'],
  ...['/system_info', '/statistics', '/workers', '/authenticate', '/authorize', '/submissions', '/submissions/'],
]

/** Who may not come in is told so without a word, as in the original. */
function faulted(c: Context<Env>, error: FuelcellError): Response {
  const { kind, status, message } = faultOf(error)
  if (kind === 'unauthorized' || kind === 'forbidden') return c.body(null, status, cors)
  return kind === 'busy' ? refuse(c, 503, say.queueFull) : refuse(c, status, message === '' ? say.internal : message)
}

type Routes = Readonly<Record<string, Readonly<Record<string, Handler<Env>>>>>

function routesOf(judge0: Judge0): Routes {
  const { languages, config, submissions } = judge0
  const get = (handler: (c: Context<Env>) => Response | Promise<Response>) => ({ GET: handler })
  const text = (content: string) => get((c) => c.text(content, 200, cors))
  const json = (content: object) => get((c) => answer(c, 200, content))
  const names = languages.map(({ id, name }) => ({ id, name }))
  return {
    '/': get((c) => c.body(null, 200, cors)),
    '/docs': get((c) => c.html(`<!doctype html><title>Judge0</title><p>${say.docs}</p>`, 200, cors)),
    '/about': json(about),
    '/version': text(JUDGE0_VERSION),
    '/license': text('MIT'),
    '/isolate': text('fuelcell'),
    '/languages': json(names),
    '/languages/all': json(names.map((one) => ({ ...one, is_archived: false }))),
    '/languages/:id': get((c) => {
      const language = languages.find(({ id }) => String(id) === c.req.param('id'))
      return language === undefined ? railsError(c, 404, say.notFound) : answer(c, 200, languageDetails(language))
    }),
    '/statuses': json(statuses),
    '/config_info': json(configInfo(config)),
    '/system_info': json({ sandbox: 'fuelcell' }),
    '/statistics': get((c) => answer(c, 200, statisticsOf(judge0))),
    '/workers': get((c) => {
      const { size, available, idle, working, failed } = submissions.state
      return answer(c, 200, [{ queue: JUDGE0_VERSION, size, available, idle, working, paused: 0, failed }])
    }),
    '/authenticate': { POST: (c) => c.body(null, 200, cors) },
    '/authorize': { POST: (c) => c.body(null, isAuthorised(c, judge0) ? 200 : 403, cors) },
    '/submissions': { GET: (c) => showAll(c, judge0), POST: (c) => submit(c, judge0) },
    '/submissions/batch': { GET: (c) => showBatch(c, judge0), POST: (c) => submitBatch(c, judge0) },
    '/submissions/:token': {
      GET: (c) => show(c, judge0, c.req.param('token') ?? ''),
      DELETE: (c) => remove(c, judge0, c.req.param('token') ?? ''),
    },
  }
}

/** Of what is kept. */
function statisticsOf({ submissions }: Judge0) {
  const all = submissions.all()
  const count = <Key>(of: (index: number) => Key) => {
    const counts = new Map<Key, number>()
    for (const index of all.keys()) counts.set(of(index), (counts.get(of(index)) ?? 0) + 1)
    return counts
  }
  const byLanguage = count((index) => all[index]?.given.language)
  const byStatus = count((index) => all[index]?.verdict.statusId)
  return {
    submissions: { total: all.length },
    languages: [...byLanguage].map(([language, sum]) => ({
      language: { id: language?.id, name: language?.name },
      count: sum,
    })),
    statuses: [...byStatus].map(([id, sum]) => ({ status: statuses.find((status) => status.id === id), count: sum })),
  }
}
