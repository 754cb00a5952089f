import type { GroupDraft } from '../draft.js'
import type { TestOf } from './legacy-groups.js'
import type { Folder } from './tree.js'

/** The tests of a folder and of all below it, each with its path in it for a name. */
export function allTests(folder: Folder, testOf: TestOf, prefix = ''): GroupDraft['tests'] {
  return [
    ...folder.cases.map((one) => testOf({ ...one, name: `${prefix}${one.name}` }, folder)),
    ...folder.folders.flatMap((inner) =>
      allTests(inner, testOf, `${prefix}${inner.path.slice(folder.path.length + 1)}/`),
    ),
  ]
}
