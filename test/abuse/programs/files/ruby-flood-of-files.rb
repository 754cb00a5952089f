# ends: disk-limit
n = 0
loop { File.write("f#{n += 1}", "") }
