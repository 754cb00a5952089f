/** What decides whether an output is right: the default validator by its flags, or a program of the package. */
import { basename } from 'node:path/posix'
import { kattisImports as say } from '../../messages/import-kattis.js'
import type { TestFile } from '../../task/schema.js'
import type { Source } from '../draft.js'
import { type Notes, refuse } from '../notes.js'
import { textOf } from '../read.js'
import { type Metadata, withConstants } from './metadata.js'

type Expected = Pick<TestFile, 'stdout' | 'stdout_file'>

export interface Validator {
  /** What a test expects. @param field Where its flags stand, for complaints. */
  readonly expected: (answer: string, flags: readonly string[], field: string) => Expected
  /** The checkers that the tests name, once all were asked for. */
  readonly files: Record<string, Uint8Array>
  readonly isCustom: boolean
}

const folders = ['output_validator', 'output_validators']

export function validatorOf(metadata: Metadata, source: Source, notes: Notes): Validator {
  const folder = folders.find((one) => source.paths.some((path) => path.startsWith(`${one}/`)))
  if (metadata.isCustom === false || folder === undefined) {
    if (metadata.isCustom === true) refuse('problem.yaml: validation', say.validatorMissing)
    if (folder !== undefined) notes.warn(`${folder}/`, say.validatorUnused(folder))
    return { expected: byDefault, files: {}, isCustom: false }
  }
  return customValidator(folder, metadata, source, notes)
}

/** By the default validator, whose flags have names of their own here. */
function byDefault(file: string, flags: readonly string[], field: string): Expected {
  let [abs, rel] = [-1, -1]
  const rules = { case_sensitive: false, space_change_sensitive: false }
  for (let at = 0; at < flags.length; at += 1) {
    const flag = flags[at] ?? ''
    switch (flag) {
      case 'case_sensitive':
      case 'space_change_sensitive':
        rules[flag] = true
        break
      case 'float_tolerance':
      case 'float_absolute_tolerance':
      case 'float_relative_tolerance': {
        at += 1
        const bound = Number(flags[at] ?? 'none')
        if (!Number.isFinite(bound) || flags[at] === '') refuse(field, say.tolerance(flag))
        if (flag !== 'float_relative_tolerance') abs = bound
        if (flag !== 'float_absolute_tolerance') rel = bound
        break
      }
      default:
        refuse(field, say.flags(flag))
    }
  }
  // A negative bound is none.
  const floats = { ...(abs < 0 ? {} : { abs }), ...(rel < 0 ? {} : { rel }) }
  const isPlain = Object.keys(floats).length === 0 && !rules.case_sensitive && !rules.space_change_sensitive
  if (isPlain) return { stdout_file: file }
  return {
    stdout: {
      file,
      match: 'kattis',
      ...(rules.case_sensitive ? { case_sensitive: true } : {}),
      ...(rules.space_change_sensitive ? { space_change_sensitive: true } : {}),
      ...(Object.keys(floats).length === 0 ? {} : { floats }),
    },
  }
}

function customValidator(folder: string, { constants }: Metadata, source: Source, notes: Notes): Validator {
  const paths = source.paths.filter((path) => path.startsWith(`${folder}/`) && !basename(path).startsWith('.'))
  const programs = paths.filter((path) => !/(^|\/)(README[^/]*|[^/]*\.md)$/.test(path))
  const [program = `${folder}/`, ...others] = programs
  const files: Record<string, Uint8Array> = {}
  const checkers = new Map<string, string>()
  const isPython = others.length === 0 && program.endsWith('.py')
  const code = isPython ? withConstants(textOf(source, program), constants) : null
  const checkerFor = (flags: readonly string[]): string => {
    const key = JSON.stringify(flags)
    const known = checkers.get(key)
    if (known !== undefined) return known
    const path =
      checkers.size === 0 || code === null ? 'checkers/validator.py' : `checkers/validator_${checkers.size + 1}.py`
    checkers.set(key, path)
    files[path] = Buffer.from(code === null ? unwritten(program) : adapted(basename(program), code, flags))
    return path
  }
  if (isPython) notes.take(program)
  else notes.warn(program, say.checkerWritten(program, checkerFor([])))
  return { expected: (file, flags) => ({ stdout: { file, checker: checkerFor(flags) } }), files, isCustom: true }
}

/** A Python file that calls a validator as its judge does: three arguments and the flags, the output on stdin, messages in a folder. */
function adapted(name: string, code: string, flags: readonly string[]): string {
  return `"""Runs an output validator of a problem package. What it tells the team is told the student."""
import contextlib
import io
import os
import sys

NAME = ${pythonText(name)}
FLAGS = [${flags.map(pythonText).join(', ')}]
CODE = ${pythonText(code)}

os.makedirs('feedback', exist_ok=True)
sys.argv = [NAME, 'input.txt', 'answer.txt', 'feedback/', *FLAGS]
answer = 0
with contextlib.redirect_stdout(io.StringIO()):
    try:
        exec(compile(CODE, NAME, 'exec'), {'__name__': '__main__', '__file__': NAME})
    except SystemExit as end:
        answer = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
for unknown in ('score.txt', 'score_multiplier.txt', 'nextpass.in'):
    if os.path.exists('feedback/' + unknown):
        sys.exit('the validator wrote ' + unknown + ', which a task does not take over')
if os.path.exists('feedback/teammessage.txt'):
    with open('feedback/teammessage.txt') as message:
        print(message.read())
sys.exit(answer)
`
}

/** Fails, so that nobody is marked before somebody has written it. */
export function unwritten(program: string): string {
  return `"""To be written: what ${program.replace(/[^\w./-]/g, '?')} decides. docs/grade.md tells what a checker gets."""
import sys

sys.exit('this checker has still to be written')
`
}

/** A literal of Python's, in ASCII. */
export function pythonText(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}
