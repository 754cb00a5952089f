# ends: out-of-fuel
p(/^(a|a)*\1$/.match?("a" * 30 + "b"))
