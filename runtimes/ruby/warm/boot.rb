# frozen_string_literal: true

# Runs once, before the snapshot, in place of the prelude: it comes to the point where the interpreter is about to read
# the program, is stopped there by the host, and goes on in every run.
require "/fuelcell/prelude.rb"

# The interpreter has opened the program already and has read its first line.
program = ObjectSpace.each_object(File).find { |file| !file.closed? && file.path == "main.rb" }
program.rewind
program.close
$LOADED_FEATURES.delete("/boot.rb")
4.times { GC.start }

# Means nothing to a stream: it tells the host that the next rewinding of the stack is the one to stop at.
$stdout.fdatasync
catch(:run) {}

# From here on everything happens in the run.
program.reopen("main.rb", "rb")
# Five of them are the runtime's own.
given = IO.binread("/dev/cmdline").force_encoding(Encoding::UTF_8).split("\0", -1)
ARGV.replace(given[5..-2].map(&:freeze))
variables = IO.binread("/dev/environ").force_encoding(Encoding::UTF_8).split("\0")
ENV.replace(variables.to_h { |variable| variable.split("=", 2) })
# Where MRI boots in the run it has drawn so much by now, and its first `srand` draws the seed that it replaces.
Random.urandom(20)
Fuelcell.seed
Random.urandom(16)
