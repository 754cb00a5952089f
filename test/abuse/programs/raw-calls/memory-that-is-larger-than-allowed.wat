;; ends: out-of-memory
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 5000)
  (func (export "_start")
    nop))
