/** What the commands of a fleet share. */
import { parseDuration } from '../../core/sizes.js'
import { asText, value } from '../options.js'

export const fleetOptions = {
  redis: value('URL', asText, 'Where Redis is: redis://HOST:PORT/DB, rediss://… or unix:///PATH'),
  prefix: value('NAME', asText, 'What every key in Redis begins with. Default fuelcell'),
}

export const unreachableOption = {
  unreachable: value('TIME', parseDuration, 'How long Redis may be silent, with ms, s, m or h. Default 30s'),
}

/** For commands that have runs done. */
export const redisOption = {
  redis: value('URL', asText, 'Have the runs done by a fleet, whose Redis is there; docs/fleet.md'),
}
