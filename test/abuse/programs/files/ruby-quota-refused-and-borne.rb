# ends: exit 0
begin
  loop { File.write("a", "x" * 1_000_000, mode: "a") }
rescue Errno::ENOSPC
  puts "borne"
end
