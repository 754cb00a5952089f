/** The forms that can be imported, and which of them a file or folder is. */
import { FuelcellError } from '../../core/errors.js'
import { gradeImports as say } from '../messages/imports.js'
import type { Draft, ImportOptions, Source } from './draft.js'

interface Form {
  /** How the list of known forms calls it. */
  readonly title: string
  /** The file that makes it this form, out of the names in the folder or of one that was named; `undefined` where it is another. */
  readonly recognise: (source: Source, named: string | null) => string | undefined
  readonly load: (path: string, source: Source, options: ImportOptions) => Promise<Draft>
}

/** A form that a file of this name makes, whether it is named or found in the folder. */
function byName(names: readonly string[]): Form['recognise'] {
  return ({ paths }, named) => names.find((name) => (named === null ? paths.includes(name) : named === name))
}

const has = ({ paths }: Source, folder: string) => paths.some((path) => path.startsWith(folder))

/** Any name does; in a folder, one file of the kind beside others that are not. */
function moodleXml({ paths, text }: Source, named: string | null): string | undefined {
  const files = named === null ? paths.filter((path) => /^[^/]+\.xml$/.test(path)) : [named]
  return files.find((path) => path.endsWith('.xml') && /<quiz[\s>]/.test(text(path)))
}

/** In the order in which they are tried. */
export const forms: readonly Form[] = [
  {
    title: 'tests.json (Classroom 50)',
    recognise: byName(['tests.json']),
    load: async (path, source, options) => (await import('./classroom50.js')).importClassroom50(path, source, options),
  },
  {
    title: 'autograding.json (GitHub Classroom)',
    recognise: byName(['autograding.json', '.github/classroom/autograding.json']),
    load: async (path, source, options) =>
      (await import('./github-classroom.js')).importGithubClassroom(path, source, options),
  },
  {
    title: 'canonical-data.json (exercism)',
    recognise: byName(['canonical-data.json']),
    load: async (path, source, options) => (await import('./exercism.js')).importExercism(path, source, options),
  },
  {
    title: 'init.yml (DMOJ)',
    recognise: byName(['init.yml', 'init.yaml']),
    load: async (path, source, options) => (await import('./dmoj/problem.js')).importDmoj(path, source, options),
  },
  {
    title: 'problem.xml (Polygon)',
    recognise: byName(['problem.xml']),
    load: async (path, source, options) => (await import('./polygon/package.js')).importPolygon(path, source, options),
  },
  {
    title: 'questions of CodeRunner (Moodle XML)',
    recognise: moodleXml,
    load: async (path, source, options) =>
      (await import('./coderunner/question.js')).importCodeRunner(path, source, options),
  },
  {
    title: 'a problem package with data/sample or data/secret (Kattis)',
    recognise: (source, named) =>
      named === 'problem.yaml' ||
      (named === null && ['problem.yaml', 'data/sample/', 'data/secret/'].some((path) => has(source, path)))
        ? 'problem.yaml'
        : undefined,
    load: async (path, source, options) => (await import('./kattis/package.js')).importPackage(path, source, options),
  },
  {
    title: 'a folder of NN.in and NN.ans',
    recognise: ({ paths }, named) => (named === null ? paths.find((path) => /^[^/]+\.in$/.test(path)) : undefined),
    load: async (_path, source, options) => (await import('./pairs.js')).importPairs(source, options),
  },
]

/**
 * @param path How errors call what is imported.
 * @param named The file in the source's folder that was named; `null` where the folder was.
 */
export async function importFrom(
  path: string,
  source: Source,
  named: string | null,
  options: ImportOptions,
): Promise<Draft> {
  for (const form of forms) {
    const file = form.recognise(source, named)
    if (file !== undefined) return form.load(file, source, options)
  }
  throw new FuelcellError(
    'invalid-option',
    say.unknown(
      path,
      forms.map(({ title }) => title),
    ),
  )
}
