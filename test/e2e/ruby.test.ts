/** The fourth ring: the real host with MRI, from both starts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  await runner.run({ runtime: 'ruby', start: 'cold', code: '' })
  await runner.run({ runtime: 'ruby', start: 'warm', code: '' })
}, 300_000)

afterAll(async () => {
  await runner.close()
})

describe.each(['cold', 'warm'] as const)('a %s Ruby', { timeout: 60_000 }, (start) => {
  const run = (code: string, more: Partial<RunRequest> = {}) =>
    runner.run({ runtime: 'ruby', start, code, clockStartMs: 946_684_800_000, ...more })

  const printed = async (code: string, more: Partial<RunRequest> = {}) => {
    const { stdout, stderr, exitCode } = await run(code, more)
    expect([stderr, exitCode]).toEqual(['', 0])
    return stdout
  }

  it('says hello twice for the same fuel', async () => {
    const [first, second] = await Promise.all([run("puts 'hello'"), run("puts 'hello'")])
    expect([first.status, first.exitCode, first.stdout, first.stderr]).toEqual(['exit', 0, 'hello\n', ''])
    expect([first.usage.fuelExact, second.usage.fuel]).toEqual([true, first.usage.fuel])
    expect(first.usage.fuel).toBeGreaterThan(first.usage.startupFuel)
  })

  it('succeeds on exactly the fuel that it costs and fails on one unit less', async () => {
    const { usage } = await run('p 1')
    expect((await run('p 1', { limits: { fuel: usage.fuel } })).status).toBe('exit')
    const short = await run('p 1', { limits: { fuel: usage.fuel - 1 } })
    expect([short.status, short.usage.fuel]).toEqual(['out-of-fuel', usage.fuel - 1])
  })

  it('is main.rb, with its data behind it', async () => {
    const code = 'p __FILE__, __dir__, $0, DATA.read, __method__, self.to_s, binding.local_variables\n__END__\ntail\n'
    expect(await printed(code)).toBe('"main.rb"\n"/"\n"main.rb"\n"tail\\n"\nnil\n"main"\n[]\n')
  })

  it('finds no command, as MRI finds none that is not there', async () => {
    const told = `
def told
  p(yield)
rescue SystemCallError, NotImplementedError => error
  puts "#{error.class}: #{error.message}"
end
told { system('no such command') }
p $?.success?
told { system('ls -l', 'x') }
told { Kernel.system({ 'A' => 'b' }, 'ls', out: '/dev/null') }
told { system('ls -l', exception: true) }
told { \`ls -l\` }
told { spawn('ls -l | wc') }
told { Process.spawn(['ls', 'list'], 'x') }
told { exec('ls') }
told { IO.popen('ls', &:read) }
told { IO.popen(%w[ls -l]) }
told { open('|ls') }
told { fork }
require 'open3'
told { Open3.capture2e('ls') }
told { open('new', 'w') { |file| file << 1 } && open('new', &:read) }
`
    const missing = (name: string) => `Errno::ENOENT: No such file or directory - ${name}\n`
    expect(await printed(told)).toBe(
      [
        'nil\nfalse\nnil\nnil\n',
        ...['ls', 'ls', 'ls -l | wc', 'ls', 'ls', 'ls', 'ls', 'ls'].map(missing),
        'NotImplementedError: fork() function is unimplemented on this machine\n',
        missing('ls'),
        '"1"\n',
      ].join(''),
    )
  })

  it.each(['Ractor.new { 1 }', 'Thread.new { 1 }', 'Process.daemon'])('goes on after %s was refused', async (code) => {
    expect(await printed(`begin; ${code}; rescue NotImplementedError; p 1; end; GC.start; p 2`)).toBe('1\n2\n')
  })

  it('sees arguments and environment', async () => {
    const code = "p ARGV, ARGV[0]&.encoding, ENV.to_h, ENV['K']&.encoding"
    expect(await printed(code, { args: ['x', '-y', '--', 'ü z', ''], env: { K: 'v é', E: '' } })).toBe(
      '["x", "-y", "--", "ü z", ""]\n#<Encoding:UTF-8>\n{"K"=>"v é", "E"=>""}\n#<Encoding:UTF-8>\n',
    )
    expect(await printed('p ARGV, ENV.to_h')).toBe('[]\n{}\n')
  })

  it.each([0, 1, 7, 200])('exits with %i', async (code) => {
    const results = await Promise.all([run(`exit ${code}`), run(`exit! ${code}`), run(`at_exit { exit ${code} }`)])
    expect(results.map(({ status, exitCode }) => [status, exitCode])).toEqual(results.map(() => ['exit', code]))
    expect(results.every((result) => !('error' in result))).toBe(true)
  })

  it('says why it aborts', async () => {
    const result = await run("at_exit { puts 'bye' }; abort 'gone'")
    expect([result.exitCode, result.stdout, result.stderr]).toEqual([1, 'bye\n', 'gone\n'])
    expect(result).not.toHaveProperty('error')
  })

  it('keeps exact bytes and unicode', async () => {
    const result = await run("$stdout.binmode; $stdout.write([255, 0, 97].pack('C*')); warn 'ü€😀'")
    expect([result.stderr, result.stdoutBytes]).toEqual(['ü€😀\n', Uint8Array.of(255, 0, 97)])
    expect(await printed("ключ = 'ß'; puts ключ.upcase, 'a😀'.size, 'é'.unicode_normalize(:nfd).size")).toBe(
      'SS\n2\n2\n',
    )
  })

  it('echoes a MiB of stdin', async () => {
    const bytes = Buffer.alloc(1 << 20, 'every byte \0\xff\n', 'latin1')
    const result = await run('$stdin.binmode; $stdout.binmode; $stdout.write($stdin.read)', { stdin: bytes })
    expect(Buffer.compare(result.stdoutBytes, bytes)).toBe(0)
    expect(await printed('while line = gets; print line.size, " "; end; p gets', { stdin: 'ab\ncé' })).toBe('3 2 nil\n')
  })

  it('finds the given files and leaves what it makes, changes and deletes', async () => {
    const code = [
      "require_relative 'lib/twice'",
      "puts twice(File.read('d/a.txt'))",
      "Dir.mkdir('out'); File.binwrite('out/new.bin', [0, 1, 255].pack('C*'))",
      "File.open('changed', 'a') { |file| file << '2' }",
      "File.delete('gone')",
    ].join('\n')
    const files = { 'lib/twice.rb': 'def twice(text) = text * 2', 'd/a.txt': 'α', changed: '1', gone: '', same: 's' }
    const result = await run(code, { files })
    expect([result.stderr, result.stdout]).toEqual(['', 'αα\n'])
    expect({ ...result.files }).toEqual({ 'out/new.bin': Uint8Array.of(0, 1, 255), changed: Uint8Array.of(0x31, 0x32) })
    expect(result.deleted).toEqual(['gone'])
  })

  it('tells an uncaught error as data, and on stderr as ever', async () => {
    const result = await run('def f(n)\n  raise KeyError, "no \\"é\\" #{n}"\nend\nf(3)\n')
    const text = 'main.rb:2:in `f\': no "é" 3 (KeyError)\n\tfrom main.rb:4:in `<main>\'\n'
    expect([result.exitCode, result.stderr]).toEqual([1, text])
    expect(result).toMatchObject({ error: { type: 'KeyError', message: 'no "é" 3', line: 2, traceback: text } })
  })

  it('tells the innermost line of the program, and where a name was meant', async () => {
    const inLibrary = await run("require 'json'\n\nJSON.parse('{')\n")
    expect(inLibrary).toMatchObject({ error: { type: 'JSON::ParserError', line: 3 } })
    const result = await run('value = 3\nputs valeu\n')
    expect(result.stderr).toBe(
      "main.rb:2:in `<main>': undefined local variable or method `valeu' for main:Object (NameError)\n\nputs valeu\n" +
        '     ^^^^^\nDid you mean?  value\n',
    )
    expect(result).toMatchObject({ error: { type: 'NameError', line: 2, traceback: result.stderr } })
  })

  it('tells a syntax error as data', async () => {
    const result = await run('puts 1\ndef x\n  if true\n')
    const message = 'main.rb:3: syntax error, unexpected end-of-input\n  if true\n         ^\n'
    expect([result.exitCode, result.stdout]).toEqual([1, ''])
    expect(result.stderr).toBe(
      'main.rb: main.rb:3: syntax error, unexpected end-of-input (SyntaxError)\n  if true\n         ^\n\n',
    )
    expect(result).toMatchObject({ error: { type: 'SyntaxError', message, line: 3 } })
  })

  it('tells the last of two errors, and one that cannot speak', async () => {
    const both = await run("at_exit { raise 'late' }\nraise TypeError, 'early'\n")
    expect(both).toMatchObject({ exitCode: 1, error: { type: 'RuntimeError', message: 'late', line: 1 } })
    const mute = await run("class Mute < StandardError\n  def message = raise('no')\nend\nraise Mute\n")
    expect(mute).toMatchObject({ exitCode: 1, error: { type: 'Mute', message: '', line: 4 } })
  })

  it('has no error as data when it ends well or forges nothing', async () => {
    expect(await run("begin; raise 'x'; rescue; end")).not.toHaveProperty('error')
    expect(await run("raise 'x' rescue nil; exit 3")).not.toHaveProperty('error')
    expect(await run("File.write('/fuelcell/report', '{'); exit 3")).not.toHaveProperty('error')
  })

  it('sleeps on the virtual clock', async () => {
    const code = [
      'clock = -> { Process.clock_gettime(Process::CLOCK_MONOTONIC) }',
      'from = clock.call',
      'p sleep(3600), Kernel.sleep(0.25), IO.select(nil, nil, nil, 10)',
      'p (clock.call - from).round(1)',
    ].join('\n')
    expect(await printed(code, { clockStartMs: 0 })).toBe('3600\n0\nnil\n3610.3\n')
    const wrong = "[nil, '1', -1].each { |time| begin; sleep(time); rescue => error; puts error.message; end }"
    expect(await printed(wrong)).toBe(
      "can't convert NilClass into time interval\ncan't convert String into time interval\ntime interval must not be negative\n",
    )
  })

  it('ends a block whose time is over', async () => {
    const code = [
      "require 'timeout'",
      'p Timeout.timeout(1) { |seconds| seconds + 1 }',
      '[proc { sleep 5 }, proc { loop { 1 + 1 } }].each do |block|',
      '  Timeout.timeout(0.05, &block)',
      'rescue Timeout::Error => error',
      '  p error.message',
      'end',
    ].join('\n')
    expect(await printed(code)).toBe('2\n"execution expired"\n"execution expired"\n')
  })

  it('has the same world again, and another with another seed', async () => {
    const code =
      "require 'securerandom'; p rand, SecureRandom.hex(8), [1, 2, 3, 4, 5].shuffle, Time.now.to_f, {}.hash, 'a'.hash"
    const world = { clockStartMs: 86_400_000, seed: 3 }
    const [first, again, other] = await Promise.all([
      run(code, world),
      run(code, world),
      run(code, { ...world, seed: 4 }),
    ])
    expect([again.stdout, again.usage.fuel]).toEqual([first.stdout, first.usage.fuel])
    expect(other.stdout).not.toBe(first.stdout)
  })

  it('has fibers, enumerators, catch and deep recursion', async () => {
    const code = [
      'numbers = Enumerator.new { |out| 3.times { |i| out << i } }',
      'p numbers.next, numbers.next, (1..Float::INFINITY).lazy.map { |x| x * 2 }.first(2)',
      'fiber = Fiber.new { |x| raise "in a fiber #{Fiber.yield(x + 1)}" }',
      'p fiber.resume(1), (fiber.resume(5) rescue $!.message)',
      'p catch(:found) { [1, 2].each { |x| throw :found, x } }',
      'def down(n) = n.zero? ? 0 : 1 + down(n - 1)',
      'p down(5000)',
      'def endless = 1 + endless',
      'begin; endless; rescue SystemStackError => error; p error.class; end',
      'GC.start',
      'p 200.times.map { |i| Fiber.new { Fiber.yield i }.resume }.sum',
    ].join('\n')
    expect(await printed(code)).toBe('0\n1\n[2, 4]\n2\n"in a fiber 5"\n1\n5000\nSystemStackError\n19900\n')
  })

  it('has the standard library', async () => {
    const code = [
      "require 'json'; require 'set'; require 'date'; require 'bigdecimal'; require 'digest'; require 'stringio'; require 'erb'",
      "puts JSON.generate({ a: [1, nil, 'é'] }), Set[1, 2].inspect, Date.new(2024, 2, 29).next_year, BigDecimal('0.1') + 1",
      "puts Digest::SHA256.hexdigest('a')[0, 8], StringIO.new('x').read, ERB.new('<%= 1 + 1 %>').result",
    ].join('\n')
    expect(await printed(code)).toBe('{"a":[1,null,"é"]}\n#<Set: {1, 2}>\n2025-02-28\n0.11e1\nca978112\nx\n2\n')
  })

  it.each([
    ['out-of-fuel', 'loop {}', { limits: { fuel: 2_000_000_000 } }],
    ['timeout', 'loop {}', { limits: { timeoutMs: 700, fuel: Number.MAX_SAFE_INTEGER } }],
    ['out-of-memory', "all = []; loop { all << 'x' * 1_000_000 }", { limits: { memoryPages: 2048 } }],
    ['output-limit', "loop { puts 'x' * 1000 }", {}],
    ['output-limit', "loop { $stderr.print 'x' }", { limits: { outputBytes: 1000 } }],
    ['disk-limit', "n = 0; loop { File.write((n += 1).to_s, 'x' * 1_000_000) }", {}],
    ['disk-limit', 'n = 0; loop { Dir.mkdir((n += 1).to_s) }', {}],
  ] as const)('ends with %s: %s', async (status, code, more) => {
    expect((await run(code, more)).status).toBe(status)
  })

  it('keeps what it printed before a limit ends it', async () => {
    const result = await run("puts 'before'; loop {}", { limits: { fuel: 1_000_000_000 } })
    expect([result.status, result.stdout]).toEqual(['out-of-fuel', 'before\n'])
  })

  it('may open no more files than the limit', async () => {
    const code =
      "files = []; begin; loop { files << File.open('main.rb') }; rescue SystemCallError => error; puts error.class; end"
    expect(await printed(code, { limits: { openFiles: 16 } })).toBe('Errno::EMFILE\n')
  })

  it('lives with a full table of files, without the virtual clock', async () => {
    const code =
      "files = []; begin; loop { files << File.open('main.rb') }; rescue SystemCallError; end; p sleep(0.001)"
    expect(await printed(code, { limits: { openFiles: 16 } })).toBe('0\n')
  })
})

describe('a Ruby', { timeout: 60_000 }, () => {
  it('starts cold where a variable is read as it boots', async () => {
    const result = await runner.run({ runtime: 'rb', code: 'puts $VERBOSE', env: { RUBYOPT: '-W2' } })
    expect([result.runtime, result.start, result.stdout]).toEqual(['ruby', 'cold', 'true\n'])
  })

  it('costs the same at any time, once it has booted', async () => {
    const run = (clockStartMs: number) => runner.run({ runtime: 'ruby', code: 'puts 1', clockStartMs })
    const [early, late] = await Promise.all([run(0), run(4_000_000_000_000)])
    expect([late.start, late.usage.fuel]).toEqual(['warm', early.usage.fuel])
  })

  it('draws the same random numbers from both starts, whatever the clock says and was done before', async () => {
    const code =
      "require 'securerandom'; p rand, [*1..9].shuffle, Random.rand(1000), SecureRandom.hex(8), Random.bytes(2), rand(5)"
    const world = { seed: 3, clockStartMs: 946_684_800_000 }
    const run = (more: Partial<RunRequest>) => runner.run({ runtime: 'ruby', code, ...world, ...more })
    const [warm, cold, later, busy, other] = await Promise.all([
      run({}),
      run({ start: 'cold' }),
      run({ clockStartMs: 0 }),
      run({ code: `1000.times { 'x'.upcase }; ${code}` }),
      run({ seed: 4 }),
    ])
    expect([cold?.stdout, later?.stdout, busy?.stdout]).toEqual([warm?.stdout, warm?.stdout, warm?.stdout])
    expect(other?.stdout).not.toBe(warm?.stdout)
  })

  it('prints the same from both starts', async () => {
    const code = "p $:, Object.constants.sort, $LOADED_FEATURES - ['/boot.rb'], Gem.loaded_specs, $;, $,, $/"
    const [cold, warm] = await Promise.all(
      (['cold', 'warm'] as const).map((start) => runner.run({ runtime: 'ruby', start, code })),
    )
    expect([warm?.stdout, warm?.stderr]).toEqual([cold?.stdout, ''])
  })

  it('runs another entry, cold', async () => {
    const result = await runner.runFS('ruby', 'app/run.rb', { app: { 'run.rb': 'p $0, __dir__' } })
    expect([result.start, result.stdout]).toEqual(['cold', '"app/run.rb"\n"/app"\n'])
  })
})
