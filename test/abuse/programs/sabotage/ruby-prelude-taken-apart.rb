# ends: exit 1
class Module
  def ===(other) = raise("no")
end
class IO
  def self.write(*) = raise("no")
end
raise "x"
