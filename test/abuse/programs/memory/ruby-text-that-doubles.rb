# ends: out-of-memory
# limits: fuel=10000000000
text = "x"
loop { text += text }
