# frozen_string_literal: true

# In place of the standard library's, which needs a thread: the virtual clock is looked at while the block goes on, at
# each of its lines and calls. What stays inside one line or one builtin method is not interrupted.
module Timeout
  VERSION = "0.3.1"
  EVENTS = %i[line call b_call c_return].freeze
  private_constant :EVENTS

  class ExitException < Exception
  end

  class Error < RuntimeError
  end

  def timeout(seconds, error = nil, message = nil)
    return yield(seconds) if seconds.nil? || seconds.zero?

    due = Process.clock_gettime(Process::CLOCK_MONOTONIC) + seconds
    watch = TracePoint.new(*EVENTS) do
      if Process.clock_gettime(Process::CLOCK_MONOTONIC) >= due
        watch.disable
        raise error || Error, message || "execution expired"
      end
    end
    watch.enable { yield(seconds) }
  end
  module_function :timeout
end
