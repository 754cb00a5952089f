;; ends: disk-limit
;; limits: diskEntries=1
(module
  (import "wasi_snapshot_preview1" "path_create_directory" (func $path_create_directory (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "ab")
  (func (export "_start")
    (drop (memory.grow (i32.const 60000)))
    (drop (call $path_create_directory (i32.const 3) (i32.const 0) (i32.const 1)))
    (drop (call $path_create_directory (i32.const 3) (i32.const 1) (i32.const 1)))
    (call $proc_exit (i32.const 1))))
