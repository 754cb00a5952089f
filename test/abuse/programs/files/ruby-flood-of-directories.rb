# ends: disk-limit
n = 0
loop { Dir.mkdir("d#{n += 1}") }
