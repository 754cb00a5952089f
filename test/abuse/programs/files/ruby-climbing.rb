# ends: exit 0
["/etc/passwd", "../../etc/passwd", "/proc/self/environ", "/fuelcell/../../etc/passwd", "/dev/../etc/passwd"].each do |path|
  puts File.read(path)
  exit 1
rescue SystemCallError
  nil
end
File.symlink("/etc/passwd", "link")
begin
  puts File.read("link")
  exit 1
rescue SystemCallError
  nil
end
