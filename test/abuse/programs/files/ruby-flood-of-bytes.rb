# ends: disk-limit
loop { File.write("a", "x" * 1_000_000, mode: "a") }
