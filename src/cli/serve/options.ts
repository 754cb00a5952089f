/** The options of `fuelcell serve`. */

import { FuelcellError } from '../../core/errors.js'
import { parseBytes, parseCount, parseDuration } from '../../core/sizes.js'
import { GIB } from '../../core/units.js'
import { nearestName } from '../../core/validate.js'
import type { OptionValues } from '../command.js'
import { asText, cacheOptions, flag, list, value, wallOptions } from '../options.js'
import { parseClock } from '../world.js'
import { parseChoice, timeSchema, versionsSchema } from './dialect-config.js'
import { serveMessages as say } from './messages.js'

export const dialectNames = ['woma', 'codapi', 'piston', 'judge0', 'jobe'] as const

const MAX_PORT = 65_535
const MAX_WORKERS = 1024
const MAX_QUEUE = 1_000_000
/** As much as one string of V8 holds. */
const MAX_BODY_BYTES = 512 * 1024 * 1024
const MAX_CACHE_BYTES = 1024 * GIB

export const serveOptions = {
  host: value('ADDRESS', asText, 'Address to listen on. Default 127.0.0.1; another one needs --key-file, or --open'),
  port: value('N', parsePort, 'Port to listen on, 0 for any that is free. Default 3000'),
  workers: value(
    'N',
    (text: string, option: string) => parseCount(text, option, MAX_WORKERS),
    'Runs that go on at a time. Default: the number of processors',
  ),
  'key-file': value('FILE', asText, 'Keys, one of which every caller has to send. Default: nobody is asked for one'),
  open: flag('Listen on an address that others reach, without keys'),
  dialects: value(
    'NAMES',
    parseDialects,
    `Interfaces of other servers to speak, of ${dialectNames.join(', ')}; or none. Default: all`,
  ),
  config: value('FILE', asText, 'Settings in YAML (docs/server.md); options win over them'),
  queue: value(
    'N',
    (text: string, option: string) => parseCount(text, option, MAX_QUEUE),
    'Runs that may wait in each priority; one more is answered with 429. Default 1000',
  ),
  'body-limit': value(
    'SIZE',
    (text: string, option: string) => parseBytes(text, option, MAX_BODY_BYTES),
    'Longest body of a request. Default 8MiB',
  ),
  cache: value(
    'SIZE',
    (text: string, option: string) => parseBytes(text, option, MAX_CACHE_BYTES),
    'Keep answers of equal requests, so much of them, in the cache directory. Default: none is kept',
  ),
  'cache-folder': value('FOLDER', asText, 'Where answers are kept. Default: results, in the cache directory'),
  redis: value('URL', asText, 'Have the runs done by a fleet; docs/fleet.md'),
  clock: value(
    'ISO',
    parseServerClock,
    'Where the guest’s clock begins in requests that do not say, or now. Default 2000-01-01T00:00:00Z, so that equal requests have equal answers',
  ),
  task: list(
    'NAME=PATH',
    parseTaskMapping,
    'A task that submissions may name, a folder with a grade.yaml; may be repeated',
  ),
  drain: value('TIME', parseDuration, 'How long running work may take to end after SIGTERM. Default 30s'),
  provision: value(
    'NAMES',
    parseNames,
    'Runtimes to make ready at the start; or none. Default python. Others are made ready at their first use',
  ),
  'access-log': flag('Write a line of JSON to stderr for each request. Default: it is written; --no-access-log'),
  'reset-globals': flag('For the dialect woma: each call has names of its own'),
  'piston-versions': value(
    'lenient|strict',
    parseChoice(versionsSchema),
    'In Piston’s dialect, whether an exact version that is not there gets the newest of its language. Default lenient',
  ),
  'judge0-time': value(
    'fuel|wall',
    parseChoice(timeSchema),
    'In Judge0’s dialect, whether the field time is of fuel, which repeats, or on the clock. Default fuel',
  ),
  'pyodide-cache': value('PATH', asText, 'Taken for the sake of scripts that start woma; nothing is cached there'),
  ...cacheOptions,
  ...wallOptions,
}

export type ServeValues = OptionValues<typeof serveOptions>

function parsePort(text: string, option: string): number {
  return text === '0' ? 0 : parseCount(text, option, MAX_PORT)
}

export function parseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  return text === 'none' ? [] : names.filter((name) => name !== '')
}

export function parseDialects(text: string, option: string): readonly string[] {
  const names = parseNames(text)
  for (const name of names) {
    if ((dialectNames as readonly string[]).includes(name)) continue
    throw new FuelcellError(
      'invalid-option',
      say.noDialect(option, name, nearestName(name, dialectNames), dialectNames),
    )
  }
  return names
}

export function parseServerClock(text: string, option: string): number | 'now' {
  return text === 'now' ? 'now' : parseClock(text, option)
}

export interface TaskMapping {
  readonly name: string
  readonly path: string
}

function parseTaskMapping(text: string, option: string): TaskMapping {
  const [, name, path] = /^([\w.-]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || path === undefined) throw new FuelcellError('invalid-option', say.taskWanted(option, text))
  return { name, path }
}
