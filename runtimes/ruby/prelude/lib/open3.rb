# frozen_string_literal: true

# In place of the standard library's, which begins with pipes: there are no commands here, and each is one that MRI cannot find.
module Open3
  %i[
    popen3 popen2 popen2e capture3 capture2 capture2e pipeline_rw pipeline_r pipeline_w pipeline_start pipeline
  ].each do |name|
    define_method(name) { |*commands, **| Fuelcell::Commands.missing(commands) }
    module_function name
  end
end
