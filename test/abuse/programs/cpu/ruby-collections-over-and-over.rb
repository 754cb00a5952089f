# ends: out-of-fuel
loop { GC.start }
