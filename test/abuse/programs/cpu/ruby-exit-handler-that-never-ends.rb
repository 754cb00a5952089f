# ends: out-of-fuel
at_exit { loop {} }
raise "x"
