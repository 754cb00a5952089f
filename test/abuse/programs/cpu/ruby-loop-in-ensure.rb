# ends: out-of-fuel
begin
  raise "x"
ensure
  loop {}
end
