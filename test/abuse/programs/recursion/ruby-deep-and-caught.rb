# ends: exit 0
def down = 1 + down
begin
  down
rescue SystemStackError
  puts "caught"
end
