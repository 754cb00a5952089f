import { z } from 'zod'

const fuel = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** A file that `writeBaseline` wrote. A later version of it is refused, not guessed at. */
export const baselineFile = z.strictObject({
  format: z.literal('fuelcell-bench-baseline'),
  version: z.literal(1),
  runtimes: z.record(
    z.string(),
    z.strictObject({ start: z.enum(['cold', 'warm']), fuelEpoch: z.string().regex(/^[0-9a-z]+$/) }),
  ),
  world: z.strictObject({ clockStartMs: fuel, seed: fuel }),
  entries: z.array(
    z.strictObject({
      name: z.string().min(1),
      runtime: z.string().min(1),
      netFuel: fuel,
      memoryPages: fuel,
      scan: z
        .strictObject({
          parameter: z.string(),
          growth: z.string(),
          netFuel: z.record(z.string().regex(/^\d+$/), fuel),
        })
        .exactOptional(),
      source: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('code'), code: z.string() }),
        z.strictObject({ kind: z.literal('file'), path: z.string().min(1), runtime: z.string().exactOptional() }),
        z.strictObject({ kind: z.literal('suite'), path: z.string().min(1) }),
      ]),
      manner: z
        .strictObject({
          setup: z.string().exactOptional(),
          scan: z.string().exactOptional(),
          per: z.int().min(1).exactOptional(),
        })
        .exactOptional(),
    }),
  ),
})
