/** The dialects that a server can speak, by the names of `--dialects`. */
import type { Dialect } from '../dialect.js'
import { codapiDialect } from './codapi/mount.js'
import { jobeDialect } from './jobe/mount.js'
import { judge0Dialect } from './judge0/mount.js'
import { pistonDialect } from './piston/mount.js'
import { womaDialect } from './woma/mount.js'

export const dialects: readonly Dialect[] = [womaDialect, codapiDialect, pistonDialect, judge0Dialect, jobeDialect]
