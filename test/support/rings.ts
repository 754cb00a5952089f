/** The four rings of tests, as projects of vitest: what each needs beside the code. Globs of the files in each. */

/** A host that is a script and does what it is told: `fixtures/hosts/`. */
const fakeHost = ['test/fleet/!(commands).test.ts', 'test/host/{growth,process}.test.ts', 'test/runner/*.test.ts']

/** The real host, which must have been built, and modules that are written in `.wat`: no language. */
const tinyGuests = [
  'test/conformance/*.test.ts',
  'test/e2e/{added-runtime,bad-modules}.test.ts',
  'test/faults/{damaged-cache,empty-cache,full-disk}.test.ts',
  'test/host/walls.test.ts',
  'test/tune/{full-disk,interrupted,tuning}.test.ts',
]

/** The real host with languages, which are provisioned into the cache at the first use. */
const languages = [
  'test/abuse/*.test.ts',
  'test/cli/runtimes/verify.test.ts',
  'test/differential/*.test.ts',
  'test/e2e/!(added-runtime|bad-modules).test.ts',
  'test/e2e/science/*.test.ts',
  'test/faults/!(damaged-cache|empty-cache|full-disk).test.ts',
  'test/fleet/commands.test.ts',
  'test/grade/import/packages.test.ts',
  'test/grade/{bytes,feedback,forgery,fuzz,languages,lost-worker,net-fuel,outputs,real,survival,unittest-split}.test.ts',
  'test/mcp/mcp.test.ts',
  'test/server/dialects/{codapi,codapi-widget,jobe,judge0,piston,piston-clients,python-clients,whole,woma}.test.ts',
  'test/server/{run,sessions}.test.ts',
  'test/tune/{agreement,fuzz}.test.ts',
]

export type Ring = 'pure' | 'fake-host' | 'tiny-guests' | 'languages'

const TESTS = 'test/**/*.test.ts'

export const rings: Readonly<
  Record<Ring, { readonly include: readonly string[]; readonly exclude: readonly string[] }>
> = {
  // All that is in none of the others: a new file is here until it needs a host.
  pure: { include: [TESTS], exclude: [...fakeHost, ...tinyGuests, ...languages] },
  'fake-host': { include: fakeHost, exclude: [] },
  'tiny-guests': { include: tinyGuests, exclude: [] },
  languages: { include: languages, exclude: [] },
}
