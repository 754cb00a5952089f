;; ends: trap undefined element: out of bounds table access
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (table 10 funcref)
  (func (export "_start")
    (call_indirect (i32.const -1))))
