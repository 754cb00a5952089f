# ends: output-limit
loop { warn "x" * 1000 }
