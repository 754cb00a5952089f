# frozen_string_literal: true

# Read before the program: output that is not lost when a limit ends the run, sleeping on the virtual clock, and errors
# as data. Nothing here shows in a backtrace, and nothing is printed.

$stdout.sync = true
$LOAD_PATH.unshift("/fuelcell/lib")

module Fuelcell
  # A number of nanoseconds that is written here moves the clock.
  CLOCK = "/dev/clock"
  REPORT = "/fuelcell/report"
  # The report holds 64 KiB, and escaping may make six characters of one.
  MESSAGE_CHARACTERS = 2_000
  TRACEBACK_CHARACTERS = 8_000

  class << self
    # `rescue` is for a program without room for one more open file: it sleeps as MRI does, awake.
    def pass(seconds)
      IO.write(CLOCK, (seconds * 1_000_000_000).to_i.to_s)
      true
    rescue SystemCallError
      false
    end

    # Whether MRI would sleep that long and come back.
    def time?(duration)
      duration.is_a?(Numeric) && duration.real? && duration >= 0 && duration < 9_000_000_000
    end

    # By the run's seed alone: MRI mixes in the clock, which goes with the fuel, and an address.
    def seed
      low, high = Random.urandom(16).unpack("Q<2")
      srand(low | high << 64)
    end

    def report(error, program)
      text = json(
        "type" => error.class.to_s,
        "message" => limited(attempt { error.message }, MESSAGE_CHARACTERS),
        "line" => attempt { line(error, program) },
        "traceback" => limited(attempt { displayed(error, program) }, TRACEBACK_CHARACTERS)
      )
      write(text)
    end

    private

    # The program has ended, perhaps because it could open no more files: one of them makes room.
    def write(text)
      IO.write(REPORT, text)
    rescue Errno::EMFILE
      ObjectSpace.each_object(File).find { |file| !file.closed? }&.close
      IO.write(REPORT, text)
    end

    # An exception's own methods may be the program's, and raise.
    def attempt
      yield
    rescue Exception
      nil
    end

    # The innermost frame of the program's own file; of a syntax error the line that its message begins with.
    def line(error, program)
      places = error.is_a?(SyntaxError) ? error.message.lines : []
      places += error.backtrace || []
      start = "#{program}:"
      place = places.find { |text| text.start_with?(start) }
      place && place.delete_prefix(start).to_i
    end

    # A syntax error of the program has no backtrace; what displays it puts the place that asks for it there.
    def displayed(error, program)
      return error.full_message(highlight: false, order: :top) if error.backtrace

      "#{program}: #{error.detailed_message(highlight: false)}"
    end

    def limited(text, most)
      text = text.to_s.encode("UTF-8", invalid: :replace, undef: :replace).scrub
      text.size > most ? "#{text[0, most]}…" : text
    end

    def json(fields)
      "{#{fields.map { |name, value| "#{quoted(name)}:#{value.is_a?(String) ? quoted(value) : value || 'null'}" }.join(',')}}"
    end

    def quoted(text)
      escaped = text.gsub(/["\\\u0000-\u001f]/) { |character| format("\\u%04x", character.ord) }
      "\"#{escaped}\""
    end
  end

  # What is in Kernel, in IO and in Process waits by looking at the clock again and again; here the clock moves.
  module Sleep
    def sleep(*duration)
      return super unless duration.size == 1 && Fuelcell.time?(duration[0])

      from = Process.clock_gettime(Process::CLOCK_REALTIME, :second)
      return super unless Fuelcell.pass(duration[0])

      Process.clock_gettime(Process::CLOCK_REALTIME, :second) - from
    end
  end

  # Files and streams are always ready, and this build cannot ask.
  module Select
    def select(readers, writers = nil, errors = nil, timeout = nil)
      given = [readers, writers, errors].map(&:to_a)
      return [given[0], given[1], []] unless given[0].empty? && given[1].empty?
      return super if timeout.nil? || !Fuelcell.time?(timeout)

      Fuelcell.pass(timeout) ? nil : super
    end
  end
end

module Fuelcell
  # There are no commands here: each is one that MRI cannot find. This build tells of success, or of a NUL in the name.
  module Commands
    def system(*command, exception: false, **)
      Commands.missing(command) if exception
      # Sets `$?` to a failure.
      Process.method(:spawn).super_method.call("-")
      nil
    end

    def `(command)
      Commands.missing([command])
    end

    def spawn(*command, **)
      Commands.missing(command)
    end

    def exec(*command, **)
      Commands.missing(command)
    end

    def open(path = nil, *rest, **options, &block)
      path.is_a?(String) && path.start_with?("|") ? Commands.missing([path[1..]]) : super
    end

    def self.missing(command)
      name = command.find { |part| !part.is_a?(Hash) }
      name = name[0] if name.is_a?(Array)
      raise TypeError, "no implicit conversion of #{name.nil? ? 'nil' : name.class} into String" unless name.respond_to?(:to_str)

      # Of a line that needs no shell MRI names the first word.
      name = name.to_str
      name = name.split.first || name if command.grep_v(Hash).size == 1 && !name.match?(/[*?{}\[\]<>()~&|\\$;'`"\n#=%]/)
      raise Errno::ENOENT, name, caller(2)
    end
  end

  module Popen
    def popen(*command, **)
      Commands.missing(command)
    end
  end

  # An object that was begun and refused keeps this build's next garbage collection from ending.
  module NoRactor
    def new(*, **)
      raise NotImplementedError, "new() function is unimplemented on this machine"
    end
  end
end

Kernel.prepend(Fuelcell::Sleep, Fuelcell::Commands)
Kernel.singleton_class.prepend(Fuelcell::Sleep, Fuelcell::Commands)
Process.singleton_class.prepend(Fuelcell::Commands.dup.tap { |own| own.send(:remove_method, :system, :`, :open) })
IO.singleton_class.prepend(Fuelcell::Select, Fuelcell::Popen)
Ractor.singleton_class.prepend(Fuelcell::NoRactor)
module Kernel
  private :sleep, :system, :`, :spawn, :exec, :open
end

Fuelcell.seed

# The first to be registered is the last to run: `$!` is then what the interpreter is going to print.
program = $PROGRAM_NAME.dup.freeze
at_exit do
  error = $!
  Fuelcell.report(error, program) unless error.nil? || error.is_a?(SystemExit)
rescue Exception
  # The program has broken what this needs, and has no error as data.
end
