/** What is said of languages and what they can do. */
import { quote } from '../core/quoting.js'

export const languages = {
  noParameters: (runtime: string, names: readonly string[]) =>
    `bench: it is not known how to define ${names.map(quote).join(', ')} in the runtime ${quote(runtime)}; write the value into the code`,
  reservedName: (runtime: string, name: string) =>
    `bench: the parameter ${quote(name)} is a keyword of the runtime ${quote(runtime)}; give it another name`,
} as const
