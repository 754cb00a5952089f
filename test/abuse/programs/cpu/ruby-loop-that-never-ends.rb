# ends: out-of-fuel
loop {}
