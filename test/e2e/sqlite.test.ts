/** The fourth ring: the real host with the shell of SQLite. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  await runner.run({ runtime: 'sqlite', code: '' })
}, 300_000)

afterAll(async () => {
  await runner.close()
})

const run = (code: string, more: Partial<RunRequest> = {}) => runner.run({ runtime: 'sqlite', code, ...more })

const printed = async (code: string, more: Partial<RunRequest> = {}) => {
  const { stdout, stderr, exitCode } = await run(code, more)
  expect([stderr, exitCode]).toEqual(['', 0])
  return stdout
}

/** Counts to `n` in a table expression named `c`. */
const counting = (n: number) => `with recursive c(v) as (select 1 union all select v + 1 from c where v < ${n})`

describe('a program in SQL', { timeout: 60_000 }, () => {
  it('says hello for the same fuel every time, without .quit and without a last semicolon', async () => {
    const [first, second] = await Promise.all([run("select 'hello'"), run("select 'hello'")])
    expect([first.status, first.exitCode, first.stdout, first.stderr]).toEqual(['exit', 0, 'hello\n', ''])
    expect([first.usage.fuelExact, second.usage.fuel]).toEqual([true, first.usage.fuel])
    expect(first.usage.fuel).toBeGreaterThan(first.usage.startupFuel)
  })

  it('succeeds on exactly the fuel that it costs and fails on one unit less', async () => {
    const { usage } = await run('select 1;')
    expect((await run('select 1;', { limits: { fuel: usage.fuel } })).status).toBe('exit')
    const short = await run('select 1;', { limits: { fuel: usage.fuel - 1 } })
    expect([short.status, short.usage.fuel]).toEqual(['out-of-fuel', usage.fuel - 1])
  })

  it('is found by its aliases', async () => {
    for (const runtime of ['sql', 'sqlite3']) {
      const result = await runner.run({ runtime, code: 'select 1' })
      expect([result.runtime, result.stdout]).toEqual(['sqlite', '1\n'])
    }
  })

  it('goes on with what comes on stdin', async () => {
    const code = "create table t(a); insert into t values('ü😀');"
    expect(await printed(code, { stdin: 'select a, length(a)\nfrom t' })).toBe('ü😀|2\n')
    const text = 'x'.repeat(1 << 20)
    const echo = await run('', { stdin: `select '${text}';`, limits: { outputBytes: 2 << 20 } })
    expect([echo.status, echo.stdout === `${text}\n`]).toEqual(['exit', true])
  })

  it('takes the options of the shell, and modes', async () => {
    const code = "select 1 as a, 'x,y' as b;"
    expect(await printed(code, { args: ['-header', '-csv'] })).toBe('a,b\n1,"x,y"\n')
    expect(await printed(`.mode line\n${code}`)).toBe('    a = 1\n    b = x,y\n')
    expect(await printed(`.mode quote\n${code}`)).toBe("1,'x,y'\n")
  })

  it.each([
    ['.exit 0', 0],
    ['select * from nope;', 1],
    ['.exit 7', 7],
    ['.exit 200', 200],
  ])('%s exits with %i', async (code, exitCode) => {
    const result = await run(code)
    expect([result.status, result.exitCode]).toEqual(['exit', exitCode])
  })

  it('may lie in a folder, under a name with a space', async () => {
    const files = {
      'my sql': { 'a b.sql': '.read lib.sql\nselect * from t;' },
      'lib.sql': 'create table t as select 5;',
    }
    expect((await runner.runFS('sql', 'my sql/a b.sql', files)).stdout).toBe('5\n')
  })

  it.each(['a"b.sql', "it's.sql", 'back\\slash', '-x.sql', '"', '@x', 'line\nbreak', 'é€😀.sql', ' '])(
    'may be called %j',
    async (entry) => {
      const result = await run("select 'here';\n.read other.sql", { entry, files: { 'other.sql': 'select 2;' } })
      expect([result.exitCode, result.stdout, result.stderr, result.files]).toEqual([0, 'here\n2\n', '', {}])
    },
  )

  it('has nothing to do with the environment', async () => {
    const [plain, with_] = await Promise.all([
      run('select 1'),
      run('select 1', { env: { HOME: '/', SQLITE_TMPDIR: '/x' } }),
    ])
    expect(with_.stdout).toBe(plain.stdout)
  })

  it('lives in a fixed world when it is given one', async () => {
    const world = { clockStartMs: 946_684_800_000, seed: 7 }
    const code = "select datetime('now'), random(), hex(randomblob(4));"
    const [first, second] = await Promise.all([run(code, world), run(code, world)])
    expect(first.stdout.startsWith('2000-01-01 00:00:00|')).toBe(true)
    expect([second.stdout, second.usage.fuel]).toEqual([first.stdout, first.usage.fuel])
    // This build asks for no randomness.
    expect((await run(code, { ...world, seed: 8 })).stdout).toBe(first.stdout)
  })
})

describe('databases of SQLite', { timeout: 60_000 }, () => {
  it('come back when they changed and can be given again', async () => {
    const made = await run('.open data.db\ncreate table t(a); insert into t values(1), (2);')
    expect(Object.keys(made.files)).toEqual(['data.db'])
    const data = made.files['data.db'] ?? new Uint8Array()
    expect(Buffer.from(data.subarray(0, 15)).toString()).toBe('SQLite format 3')
    const files = { 'data.db': data }
    const read = await run('select sum(a) from t;', { files, args: ['data.db'] })
    expect([read.stdout, read.files]).toEqual(['3\n', {}])
    const changed = await run('update t set a = a * 10;', { files, args: ['data.db'] })
    const again = await run('.open data.db\nselect sum(a) from t;', { files: changed.files })
    expect(again.stdout).toBe('30\n')
  })

  it('leave their journal when a transaction was cut off, and roll back from it', async () => {
    const before = await run('.open data.db\ncreate table t(a); insert into t values(1);')
    const cut = '.open data.db\npragma cache_size = 1;\nbegin; insert into t values(2); select * from nope;'
    const failed = await run(cut, { files: before.files })
    expect([failed.exitCode, Object.keys(failed.files)]).toEqual([1, ['data.db-journal']])
    const after = await run('.open data.db\nselect group_concat(a) from t;', {
      files: { ...before.files, ...failed.files },
    })
    expect([after.stdout, after.deleted]).toEqual(['1\n', []])
  })

  it('obey pragmas, and tell what is in them', async () => {
    const code = [
      '.open data.db',
      'pragma foreign_keys = on; pragma foreign_keys;',
      'create table t(a integer primary key, b text not null); create table u(t references t);',
      'insert into t values(1, 2); pragma user_version = 7; pragma user_version; pragma table_info(t);',
      '.tables',
      '.dump',
      'select name from pragma_database_list; pragma integrity_check; insert into u values(9);',
    ].join('\n')
    const result = await run(code)
    expect(result.stdout.split('\n')).toEqual([
      '1',
      '7',
      '0|a|integer|0||1',
      '1|b|text|1||0',
      't  u',
      'PRAGMA foreign_keys=OFF;',
      'BEGIN TRANSACTION;',
      'CREATE TABLE t(a integer primary key, b text not null);',
      "INSERT INTO t VALUES(1,'2');",
      'CREATE TABLE u(t references t);',
      'COMMIT;',
      'main',
      'ok',
      '',
    ])
    expect([result.exitCode, result.stderr]).toEqual([1, 'Error: near line 7: FOREIGN KEY constraint failed\n'])
  })

  it('import and export files', async () => {
    const files = { 'a.csv': 'n,name\n1,Zoë\n2,"a,b"\n' }
    const code =
      '.mode csv\n.import a.csv t\n.output out.csv\nselect upper(name), n * 2 from t;\n.output\nselect count(*) from t;'
    const result = await run(code, { files })
    expect(result.stdout).toBe('2\n')
    expect(Buffer.from(result.files['out.csv'] ?? []).toString()).toBe('"ZOë",2\n"A,B",4\n')
  })

  it('sort more than their cache holds, in memory', async () => {
    const wide = `${counting(60_000)} select distinct hex(v * 7919 % 60000) || '${'x'.repeat(60)}' a from c order by a desc`
    expect(await printed(`select count(*) from (${wide});`)).toBe('60000\n')
    const opened = `.open data.db\npragma temp_store = memory; select count(*) from (${wide});`
    expect(await printed(opened)).toBe('60000\n')
    const temporary = `create temp table t as ${counting(60_000)} select v, '${'x'.repeat(60)}' from c;`
    expect(await printed(`${temporary} select count(*) from t;`)).toBe('60000\n')
  })
})

describe('errors in SQL', { timeout: 60_000 }, () => {
  it('are told with their line, and end the program', async () => {
    const result = await run('select 1;\nselect 2;\nselect * from nope;\nselect 3;')
    expect([result.exitCode, result.stdout, result.stderr]).toEqual([
      1,
      '1\n2\n',
      'Error: near line 3: no such table: nope\n',
    ])
    expect(result).not.toHaveProperty('error')
  })

  it('of syntax do so too', async () => {
    const result = await run('select 1;\nselct 2;')
    expect([result.exitCode, result.stdout, result.stderr]).toEqual([
      1,
      '1\n',
      'Error: near line 2: near "selct": syntax error\n',
    ])
  })

  it('on stdin do so too', async () => {
    const result = await run('select 1;', { stdin: 'selct;\nselect 2;' })
    expect([result.exitCode, result.stdout]).toEqual([1, '1\n'])
  })

  it.each([
    '.shell ls',
    '.system ls',
    '.load x',
    ".open '/etc/passwd'\nselect 1;",
    '.read /etc/passwd',
    '.cd /',
    "select load_extension('x');",
  ])('are what comes of %s', async (code) => {
    const result = await run(code)
    expect([result.status, result.exitCode, result.stdout, result.files]).toEqual(['exit', 1, '', {}])
    expect(result.stderr).toMatch(/^Error: /)
  })
})

describe('limits of SQL', { timeout: 60_000 }, () => {
  const endless = 'with recursive c(v) as (select 1 union all select v + 1 from c)'

  it.each([
    ['fuel', `select 1; ${endless} select count(*) from c;`, { fuel: 50_000_000 }, 'out-of-fuel'],
    ['time', `select 1; ${endless} select count(*) from c;`, { fuel: 100_000_000_000, timeoutMs: 300 }, 'timeout'],
    ['memory', 'select 1; select length(randomblob(500000000));', { memoryPages: 256 }, 'out-of-memory'],
    [
      'memory in rows',
      `select 1; create table t as ${endless} select randomblob(9999) from c;`,
      { memoryPages: 256 },
      'out-of-memory',
    ],
    ['output', `select 1; ${endless} select printf('%.999c', 'x') from c;`, { outputBytes: 5002 }, 'output-limit'],
    [
      'disk',
      `select 1;\n.open a.db\ncreate table t as ${endless} select zeroblob(9999) from c;`,
      { diskBytes: 1_000_000 },
      'disk-limit',
    ],
  ])('of %s', async (_, code, limits, status) => {
    const result = await run(code, { limits })
    expect([result.status, result.stdout.slice(0, 2)]).toEqual([
      status,
      status === 'output-limit' ? '1\n' : result.stdout.slice(0, 2),
    ])
  })

  it('of disk entries', async () => {
    const code = Array.from({ length: 12 }, (_, index) => `.once f${index}\nselect ${index};`).join('\n')
    expect((await run(code, { limits: { diskEntries: 10 } })).status).toBe('disk-limit')
  })
})
