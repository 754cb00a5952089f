;; ends: trap call stack exhausted
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func $deep (call $deep))
  (func (export "_start")
    (call $deep)))
