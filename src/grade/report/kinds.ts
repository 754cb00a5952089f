/** The reports that can be written, by name; each is loaded when it is asked for. */

import type { GradeReport } from '../report.js'
import type { Environment } from './environment.js'
import { defused } from './text.js'

type Render = (report: GradeReport, env: Environment) => string | Promise<string>

const loaders: Readonly<Record<string, () => Promise<Render>>> = {
  human: async () => plainHuman,
  json: async () => (await import('./json.js')).reportJson,
  gradescope: async () => (await import('./gradescope.js')).gradescope,
  classroom50: async () => (await import('./classrooms.js')).classroom50,
  'github-classroom': async () => (await import('./github.js')).githubClassroom,
  'github-summary': async () => (await import('./github.js')).stepSummary,
  'github-annotations': async () => plainAnnotations,
  junit: async () => (await import('./junit.js')).junit,
  ctrf: async () => (await import('./ctrf.js')).ctrf,
  tap: async () => (await import('./tap.js')).tap,
  exercism: async () => (await import('./classrooms.js')).exercism,
  prairielearn: async () => (await import('./classrooms.js')).prairielearn,
  html: async () => (await import('./html.js')).htmlPage,
}

const plainHuman: Render = async (report) => defused((await import('./human.js')).humanReport(report))
const plainAnnotations: Render = async (report) => (await import('./github.js')).annotations(report)

export const reportKinds: readonly string[] = Object.keys(loaders)

/** The report in one of the kinds. */
export async function renderReport(kind: string, report: GradeReport, env: Environment = {}): Promise<string> {
  const load = Object.hasOwn(loaders, kind) ? loaders[kind] : undefined
  if (load === undefined) throw new Error(`there is no report of the kind ${kind}`)
  const { problem } = report
  return (await load())(problem === undefined ? report : { ...report, problem: defused(problem) }, env)
}
