import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/main.js'
import { fuelcell, Screen, StubRunner } from '../support/command-line.js'
import { exited } from '../support/results.js'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

describe('the program', () => {
  it.each([['--version'], ['-V'], ['-v']])('tells its version with %s', async (option) => {
    expect(await fuelcell([option])).toMatchObject({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
  })

  it.each([[['--help']], [['-h']], [['help']]])('lists its commands with %s', async (tokens) => {
    const { exitCode, stdout, stderr } = await fuelcell(tokens)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`fuelcell ${name} +${summary}\\n`))
  })

  it('shows its help on stderr when nothing was asked', async () => {
    const { exitCode, stdout, stderr } = await fuelcell([])
    expect({ exitCode, stdout }).toEqual({ exitCode: 126, stdout: '' })
    expect(stderr).toMatch(/^fuelcell COMMAND.*fuelcell: no command was given; begin with `fuelcell run main.py`\n$/s)
  })

  it('names the command that a typo was meant to be', async () => {
    expect(await fuelcell(['rum'])).toMatchObject({
      exitCode: 126,
      stdout: '',
      stderr: 'fuelcell: there is no command "rum"; did you mean `fuelcell run`?\n',
    })
  })

  it.each([
    [['main.py'], '"main.py" is no command; did you mean `fuelcell run main.py`?'],
    [['-c', "print('a b')"], `"-c" is no command; did you mean \`fuelcell run -c 'print('\\''a b'\\'')'\`?`],
    [['src/app.py', '--all'], '"src/app.py" is no command; did you mean `fuelcell run src/app.py --all`?'],
    [['-'], '"-" is no command; did you mean `fuelcell run -`?'],
  ])('says how %j is run', async (tokens, sentence) => {
    expect(await fuelcell(tokens)).toMatchObject({ exitCode: 126, stdout: '', stderr: `fuelcell: ${sentence}\n` })
  })

  it('names the option that a typo was meant to be', async () => {
    expect(await fuelcell(['--hlep'])).toMatchObject({
      exitCode: 126,
      stderr: 'fuelcell: `fuelcell` has no option "--hlep"; did you mean --help?\n',
    })
  })

  it('does not let a command name reach the terminal raw', async () => {
    const { stderr } = await fuelcell(['\u001b[31m\u202e'])
    expect(stderr).toContain('there is no command "\\u001b[31m\\u{202e}"')
  })

  it.each(['ENOSPC', 'EIO'])('says that stdout failed with %s', async (failure) => {
    expect(await fuelcell(['--version'], { stdout: new Screen({ failure }) })).toMatchObject({
      exitCode: 126,
      stderr: `fuelcell: cannot write stdout: write ${failure}; make room there, or send it elsewhere\n`,
    })
  })

  it('ends quietly with 141 when the reader of stdout has gone', async () => {
    const stdout = new Screen({ failure: 'EPIPE' })
    expect(await fuelcell(['--help'], { stdout })).toMatchObject({ exitCode: 141, stderr: '' })
  })

  it('asks for a report of what is a mistake of its own', async () => {
    const { exitCode, stderr } = await fuelcell(['run', '-c', ''], {
      createRunner: () => Promise.reject(new TypeError('oh')),
    })
    expect(exitCode).toBe(126)
    expect(stderr).toMatch(
      /^fuelcell: this is a mistake in fuelcell itself; please report it with these lines:\nTypeError: oh\n {4}at /,
    )
  })
})

describe.each(commands)('the help of $name', ({ name, load }) => {
  it.each([[[name, '--help']], [[name, '-h']], [['help', name]], [['--help', name]]])(
    'is shown by %s',
    async (tokens) => {
      const { exitCode, stdout, stderr } = await fuelcell(tokens)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(stdout).toContain(`fuelcell ${name} [options]`)
    },
  )

  it('has every option and every example', async () => {
    const { options, examples } = await load()
    const stdout = (await fuelcell([name, '--help'])).stdout.replace(/\s+/g, '')
    for (const [option, { describe: sentence }] of Object.entries(options)) {
      expect(sentence).not.toBe('')
      expect(stdout).toContain(option)
      expect(stdout).toContain(sentence.replace(/\s+/g, ''))
    }
    expect(examples.length).toBeGreaterThan(0)
  })

  it('has each example whole in one line, to be copied', async () => {
    const { examples } = await load()
    const lines = (await fuelcell([name, '--help'])).stdout.split('\n')
    for (const { command, meaning } of examples) {
      expect(lines).toContain(`  ${command}`)
      expect(lines).toContain(`      ${meaning}`)
    }
  })

  it('has only examples that the command itself can read', async () => {
    const { examples } = await load()
    for (const { command } of examples) expect(command).toMatch(new RegExp(`(^|\\| )fuelcell ${name}( |$)`))
  })
})

describe('options', () => {
  const runner = () => new StubRunner(() => exited(0))
  const stderrOf = async (...tokens: string[]) => {
    const { exitCode, stderr } = await fuelcell(tokens)
    expect(exitCode).toBe(126)
    return stderr
  }
  const guestAdvice = '(Options of the guest come after its program, or after `--`.)'

  it.each([
    [['--feul', '5M'], '"--feul"; did you mean --fuel?'],
    [['--fule', '5M'], '"--fule"; did you mean --fuel?'],
    [['--feul=5M'], '"--feul"; did you mean --fuel?'],
    [['--timout', '5s'], '"--timout"; did you mean --timeout?'],
    [['--jsno'], '"--jsno"; did you mean --json?'],
    [['--no-stat'], '"--no-stat"; did you mean --no-stats?'],
    [['--no-fuel'], '"--no-fuel"; did you mean --fuel?'],
    [['--memory.size', '5'], '"--memory.size"; did you mean --memory?'],
    [['--outputLimit', '5'], '"--outputLimit"; did you mean --output-limit?'],
  ])('names the nearest option for %s', async (tokens, sentence) => {
    expect(await stderrOf('run', ...tokens, 'main.py')).toBe(
      `fuelcell: \`fuelcell run\` has no option ${sentence} ${guestAdvice}\n`,
    )
  })

  it('advises nothing about guests where there is none', async () => {
    expect(await stderrOf('doctor', '--jsno')).toBe(
      'fuelcell: `fuelcell doctor` has no option "--jsno"; did you mean --json?\n',
    )
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'does not take --%s from the prototype',
    async (name) => {
      expect(await stderrOf('run', `--${name}=1`, 'main.py')).toMatch(/^fuelcell: `fuelcell run` has no option /)
    },
  )

  it.each([
    [['--fuel'], '--fuel needs a value; one that begins with a dash is written --fuel=VALUE'],
    [['--fuel', '--json'], '--fuel needs a value; one that begins with a dash is written --fuel=VALUE'],
    [['--env', '--json'], '--env needs a value; one that begins with a dash is written --env=VALUE'],
    [['-c'], '-c needs a value; one that begins with a dash is written -c=VALUE'],
    [['--json=yes', 'x'], '--json takes no value; write --json or --no-json'],
    [['--fuel', '1M', '--fuel', '2M', 'x'], '--fuel was given more than once; give it once'],
    [['--json', '--no-json', 'x'], '--json was given more than once; give it once'],
    [
      ['--fuel=', 'x'],
      '--fuel must be units of fuel, plain or with k, M or G, such as 400M or 400_000_000, but "" was given',
    ],
    [
      ['--fuel', '-5', 'x'],
      '--fuel must be units of fuel, plain or with k, M or G, such as 400M or 400_000_000, but "-5" was given',
    ],
    [['--memory', '5GiB', 'x'], '--memory must be from 1 to 65,536 pages of 64 KiB, but "5GiB" was given'],
  ])('refuses %s', async (tokens, sentence) => {
    expect(await stderrOf('run', ...tokens)).toBe(`fuelcell: ${sentence}\n`)
  })

  it('refuses words where none are taken', async () => {
    expect(await stderrOf('doctor', 'all')).toBe(
      'fuelcell: `fuelcell doctor` takes no arguments, but "all" was given; `fuelcell doctor --help` tells what it takes\n',
    )
  })

  it('names the nearest command of two words', async () => {
    expect(await stderrOf('runtimes', 'instal', 'python')).toBe(
      'fuelcell: there is no command "runtimes instal"; did you mean `fuelcell runtimes install`?\n',
    )
  })

  it.each([
    [
      ['-c', 'X', 'a', '--fuel', '1', '--', '-c'],
      ['a', '--fuel', '1', '--', '-c'],
    ],
    [
      ['-c', 'X', '--', '--fuel', '1', '--'],
      ['--fuel', '1', '--'],
    ],
    [
      ['-c', 'X', '--no-stats', 'a b', '', '-'],
      ['a b', '', '-'],
    ],
    [
      ['-c=X', '0x10', '1e3', '007'],
      ['0x10', '1e3', '007'],
    ],
    [['-c', 'X', '--', '--help'], ['--help']],
    [['-c', 'X'], []],
  ])('leaves to the guest what is its own in %s', async (tokens, args) => {
    const stub = runner()
    expect(await fuelcell(['run', ...tokens], { runner: stub })).toMatchObject({ exitCode: 0, stderr: '' })
    expect(stub.requests).toMatchObject([{ code: 'X', args }])
  })

  it.each([['-1'], ["'quoted'"], [''], ['a=b'], ['print(1)\n']])('takes %j as code as it is', async (code) => {
    const stub = runner()
    await fuelcell(['run', '-c', code], { runner: stub })
    expect(stub.requests).toMatchObject([{ code, args: [] }])
  })
})
