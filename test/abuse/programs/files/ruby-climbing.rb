# ends: exit 0
["/etc/passwd", "../../etc/passwd", "/proc/self/environ", "/fuelcell/../../etc/passwd", "/dev/../etc/passwd"].each do |path|
  puts File.read(path)
  exit 1
rescue SystemCallError
  nil
end
["/etc/passwd", "../../etc/passwd"].each do |target|
  File.symlink(target, "link")
  puts File.read("link")
  exit 1
rescue SystemCallError
  nil
end
