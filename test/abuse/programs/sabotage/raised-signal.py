# ends: trap wasm `unreachable` instruction executed
import signal
signal.raise_signal(signal.SIGABRT)
