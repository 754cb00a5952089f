;; ends: trap call stack exhausted
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $deep)
  (func $deep (call_indirect (i32.const 0)))
  (func (export "_start")
    (call_indirect (i32.const 0))))
