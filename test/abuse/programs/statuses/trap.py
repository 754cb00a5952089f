# ends: trap wasm `unreachable` instruction executed
import os
os.abort()
