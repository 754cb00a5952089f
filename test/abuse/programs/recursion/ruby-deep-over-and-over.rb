# ends: out-of-fuel
def down = 1 + down
loop do
  down
rescue SystemStackError
  nil
end
