/** Cases as commands gather them. */
import type { Manner, Source } from '../../bench/baseline/file.js'
import type { BenchCase } from '../../bench/case.js'
import type { Context } from '../command.js'

/** A case and where it came from. */
export interface Collected {
  readonly case: BenchCase
  readonly source: Source
  readonly manner?: Manner
}

export type CodeInput = Pick<Context, 'stdin' | 'interrupted'>
