import type { OutputFile, TaskFile, TestFile } from '../task/schema.js'

/** The files that a task names, each once: whoever moves the task moves them too. */
export function namedFiles({ groups, defaults }: TaskFile): readonly string[] {
  const names = groups.flatMap(({ tests = [], reference, unittest }) => [
    reference,
    unittest,
    ...tests.flatMap(namedByTest),
  ])
  return [...new Set([defaults?.reference, ...names])].filter((name) => name !== undefined)
}

function namedByTest(test: TestFile): ReadonlyArray<string | undefined> {
  const { stdin_file, stdout_file, reference, generate, files = {}, written = {}, stdout, stderr, prints } = test
  const outputs = [stdout, stderr, prints, ...Object.values(written)].flatMap(namedByOutput)
  return [stdin_file, stdout_file, reference, generate, ...Object.values(files), ...outputs]
}

function namedByOutput(output: OutputFile | undefined): ReadonlyArray<string | undefined> {
  return typeof output === 'object' ? [output.file, output.checker] : []
}
