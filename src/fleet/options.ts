/** What a fleet is opened with. */
import { FuelcellError } from '../core/errors.js'
import { asObject, checkKeys } from '../core/validate.js'
import { fleet as say } from './messages.js'

export interface FleetOptions {
  /** Where Redis is: `redis://HOST:PORT/DB`, `rediss://…` with TLS, or the path of a socket as `unix:///PATH`. */
  readonly redis: string
  /** What every key begins with. Fleets with different prefixes share nothing. Default `fuelcell`. */
  readonly prefix?: string
  /** Whose runs these are: shares of the fleet are fair between tenants. Default `default`. */
  readonly tenant?: string
  /** Epochs to insist on, by the runtime's name. Default: that of the newest worker which has the runtime. */
  readonly epochs?: Readonly<Record<string, string>>
  /** Share of runs, 0 to 1, that a second worker runs again before they are answered. Default 0. */
  readonly verify?: number
  /** How long Results and answers are kept, in milliseconds, at most a week. Default one hour. */
  readonly keepMs?: number
  /** How long Redis may be silent before a call fails with `fleet-unreachable`, in milliseconds. Default 30 seconds. */
  readonly unreachableMs?: number
  /** How often answers are looked for that nobody announced, in milliseconds. Default 2 seconds. */
  readonly pollMs?: number
}

export type ParsedFleetOptions = Required<FleetOptions>

const defaults = {
  prefix: 'fuelcell',
  tenant: 'default',
  epochs: {},
  verify: 0,
  keepMs: 3_600_000,
  unreachableMs: 30_000,
  pollMs: 2_000,
} as const satisfies Omit<ParsedFleetOptions, 'redis'>

/** @throws FuelcellError `invalid-option`, `unknown-option`. */
export function parseFleetOptions(options: FleetOptions): ParsedFleetOptions {
  asObject(options, 'openFleet', 'the options')
  checkKeys(options as unknown as Record<string, unknown>, ['redis', ...Object.keys(defaults)], 'openFleet')
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const parsed = { ...defaults, ...given } as ParsedFleetOptions
  check(
    isText(parsed.redis) && /^(rediss?:|unix:)\/\//.test(parsed.redis),
    'redis',
    'a URL: redis://, rediss:// or unix://',
  )
  check(isText(parsed.prefix) && /^[\w.-]{1,100}$/.test(parsed.prefix), 'prefix', 'letters, digits, `.`, `-` and `_`')
  check(isText(parsed.tenant) && /^.{1,200}$/u.test(parsed.tenant), 'tenant', 'a name of at most 200 characters')
  check(parsed.verify >= 0 && parsed.verify <= 1, 'verify', 'a number from 0 to 1')
  for (const name of ['keepMs', 'unreachableMs', 'pollMs'] as const) {
    check(Number.isInteger(parsed[name]) && parsed[name] > 0, name, 'a whole number of milliseconds above 0')
  }
  check(parsed.keepMs <= 7 * 24 * 3_600_000, 'keepMs', 'at most a week')
  for (const epoch of Object.values(parsed.epochs)) {
    check(/^[0-9a-f]{12}$/.test(epoch), 'epochs', 'an object of epochs, which are 12 hexadecimal digits')
  }
  return parsed
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function check(holds: boolean, name: string, wanted: string): void {
  if (!holds) throw new FuelcellError('invalid-option', say.wrong(name, wanted))
}
