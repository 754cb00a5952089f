# ends: exit 0
%w[prelude.rb lib/timeout.rb ../fuelcell/prelude.rb].each do |name|
  File.write("/fuelcell/#{name}", "")
  exit 1
rescue SystemCallError
  nil
end
begin
  File.delete("/fuelcell/prelude.rb")
  exit 1
rescue SystemCallError
  nil
end
%w[stdin null clock cmdline].each do |name|
  File.delete("/dev/#{name}")
  exit 1
rescue SystemCallError
  nil
end
