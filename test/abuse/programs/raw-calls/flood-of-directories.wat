;; ends: disk-limit
;; limits: diskEntries=500
(module
  (import "wasi_snapshot_preview1" "path_create_directory" (func $path_create_directory (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (local $errno i32)
    (loop $again
      (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
      (br_if $again (i32.rem_u (i32.load (i32.const 0)) (i32.const 4096)))
      (i32.store8 (i32.const 9) (i32.add (i32.const 97) (i32.rem_u (i32.div_u (i32.load (i32.const 0)) (i32.const 4096)) (i32.const 26))))
      (i32.store8 (i32.const 10) (i32.add (i32.const 97) (i32.rem_u (i32.div_u (i32.load (i32.const 0)) (i32.const 106496)) (i32.const 26))))
      (i32.store8 (i32.const 11) (i32.add (i32.const 97) (i32.div_u (i32.load (i32.const 0)) (i32.const 2768896))))
      (local.set $errno (call $path_create_directory (i32.const 3) (i32.const 9) (i32.const 3)))
      (br_if $again (i32.eqz (local.get $errno))))
    (call $proc_exit (local.get $errno))))
