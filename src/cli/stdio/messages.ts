/** What is said of lines that the connection over stdin and stdout cannot take. */
import { count, printable, quote } from '../../core/quoting.js'
import { MIB } from '../../core/units.js'

export const stdioMessages = {
  tooLong: (max: number) =>
    `a line is longer than ${count(max)} bytes (${count(max / MIB)} MiB) and was passed over; send large files in several runs, or fewer of them`,
  notText: 'a line is not UTF-8 and was passed over; send JSON, one object a line',
  notJson: (why: string) => `a line is not JSON and was passed over: ${printable(why)}; send JSON, one object a line`,
  notMessage: 'a line is no JSON object with a "type" and was passed over; docs/stdio.md lists the messages',
  badId: (least: number, most: number, characters: number) =>
    `a message has no id that can be used; give a whole number from ${count(least)} to ${count(most)}, or a text of 1 to ${count(characters)} characters`,
  unknownType: (type: string, nearest: string | undefined, known: readonly string[]) =>
    `no message has the type ${quote(type)}; ${nearest === undefined ? `send ${known.map((name) => quote(name)).join(', ')}` : `did you mean ${quote(nearest)}?`}`,
  unknownField: (type: string, field: string, nearest: string | undefined, known: readonly string[]) =>
    `a message ${quote(type)} has no field ${quote(field)}; ${nearest === undefined ? `it has ${known.map((name) => quote(name)).join(', ')}` : `did you mean ${quote(nearest)}?`}`,
  badField: (type: string, field: string, wanted: string) =>
    `a message ${quote(type)} needs ${quote(field)}: ${wanted}`,
  protocolWanted: 'the whole number of the protocol that you speak',
  outputWanted: 'true or false',
  otherProtocol: (asked: number, spoken: number, version: string) =>
    `protocol ${asked} was asked for, but fuelcell ${version} speaks ${spoken}; install a client and a fuelcell of one version`,
  idInUse: (id: string) => `the id ${id} is that of a run that has not ended; give each run an id of its own`,
  cancelled: 'The run was cancelled',
  ended: 'The connection ended before the run did',
} as const
