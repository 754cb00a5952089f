;; ends: timeout
;; limits: fuel=1000000000000000 timeoutMs=150
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 4096)
  (func (export "_start")
    (loop $again
      (memory.fill (i32.const 0) (i32.const 1) (i32.const 268435456))
      (br $again))))
