# ends: exit 0
begin
  "x" * 2_000_000_000
rescue NoMemoryError
  puts "borne"
end
