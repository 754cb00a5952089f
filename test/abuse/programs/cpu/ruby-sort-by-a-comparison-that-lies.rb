# ends: out-of-fuel
list = (0...100_000).to_a
loop { list.sort { 1 } }
