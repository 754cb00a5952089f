;; ends: out-of-fuel
;; limits: fuel=50000000
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (loop $again
      (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))
      (br $again))))
