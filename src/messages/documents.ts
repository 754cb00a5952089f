/** What is wrong with a YAML file, whatever it is for. */
import { quote } from './quoting.js'

export const documents = {
  finding: (line: number, what: string) => `line ${line}: ${what}`,
  unknownKey: (key: string, nearest: string | undefined) =>
    `${quote(key)} is not known${nearest === undefined ? '' : `; did you mean ${quote(nearest)}?`}`,
  lostKey: (key: string) => `the key ${quote(key)} cannot be used; choose another name`,
} as const
