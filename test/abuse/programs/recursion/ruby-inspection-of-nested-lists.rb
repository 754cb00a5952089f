# ends: trap wasm `unreachable` instruction executed
list = []
100_000.times { list = [list] }
list.inspect
