;; ends: trap indirect call type mismatch
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $other)
  (func $other)
  (func (export "_start")
    (call_indirect (param i32) (i32.const 1) (i32.const 0))))
