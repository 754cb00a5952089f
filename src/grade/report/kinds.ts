/** The reports that can be written, by name; each is loaded when it is asked for. */
import type { GradeReport } from '../report.js'

type Render = (report: GradeReport) => string | Promise<string>

const loaders: Readonly<Record<string, () => Promise<Render>>> = {
  human: async () => (await import('./human.js')).humanReport,
  json: async () => (await import('./json.js')).reportJson,
}

export const reportKinds: readonly string[] = Object.keys(loaders)

/** The report in one of the kinds. */
export async function renderReport(kind: string, report: GradeReport): Promise<string> {
  const load = Object.hasOwn(loaders, kind) ? loaders[kind] : undefined
  if (load === undefined) throw new Error(`there is no report of the kind ${kind}`)
  return (await load())(report)
}
