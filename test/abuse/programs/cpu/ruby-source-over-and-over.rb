# ends: out-of-fuel
n = 0
loop { eval("#{n += 1}#{' + 1' * 99}") }
