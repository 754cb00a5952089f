# ends: output-limit
loop { puts "x" * 1000 }
