//! The only place that builds a `wasmtime::Config`. Every flag here is part of the fuel model or of the promise that
//! the same program does the same thing on every machine.

use fuelcell_rewrite::throws;
use wasmtime::{Collector, Config, Engine, OperatorCost, Result};

/// The engine's version, as in `Cargo.lock` (a test compares them): part of the fuel model.
pub const WASMTIME_VERSION: &str = "48.0.8";

/// Native stack for guest code. Deep recursion ends in a trap here, never in a dead process. CPython's own limit of
/// 1,000 frames needs less than half of it.
const MAX_WASM_STACK_BYTES: usize = 64 << 20;
/// The fiber's whole stack: the guest's part and 1 MiB for the host functions that it calls. Untouched pages cost nothing.
const FIBER_STACK_BYTES: usize = MAX_WASM_STACK_BYTES + (1 << 20);
/// Snapshots up to this size are mapped copy-on-write instead of being copied into each instance.
const COW_IMAGE_BYTES: u64 = 256 << 20;

/// Fuel for an operator that works on any number of bytes or elements, however few.
const BULK_OPERATOR_COST: u8 = 20;
/// Fuel for an operator that grows a memory or table, or tries to.
const GROW_OPERATOR_COST: u8 = 100;

/// Bytes of the heap that exceptions of WebAssembly lie in, for each store that may have any. It never grows: a program has
/// as many at a time as its own C frames hold, each of some 30 bytes, and the engine collects the others. A number of
/// pages that no memory of such a module has, so that the limiter can tell the two apart.
pub const EXCEPTION_HEAP_BYTES: usize = 17 << 16;
/// Fuel for a `nop` where exceptions are: there are none in such a module but those that [`throws::charge`] puts before
/// what throws.
const NOP_COST: u8 = 250;
/// Fuel for a throw, and for throwing again.
pub const THROW_COST: u64 = NOP_COST as u64 * throws::NOPS as u64;

/// Builds the engine that compiles and runs every module but those of runtimes that say they throw exceptions.
pub fn engine() -> Result<Engine> {
    let mut config = config(operator_cost());
    config.gc_support(false).wasm_gc(false).wasm_function_references(false).wasm_exceptions(false);
    Engine::new(&config)
}

/// Builds the engine for modules that throw exceptions of WebAssembly, which brings a heap of objects and a collector with
/// it. No more than that is let in: neither the types of the garbage collection proposal nor references to functions.
pub fn exceptions_engine() -> Result<Engine> {
    let mut cost = operator_cost();
    cost.Nop = NOP_COST;
    let mut config = config(cost);
    config
        .gc_support(true)
        .wasm_exceptions(true)
        .wasm_gc(false)
        .wasm_function_references(false)
        .collector(Collector::Copying)
        .gc_heap_initial_size(EXCEPTION_HEAP_BYTES as u64);
    Engine::new(&config)
}

fn config(cost: OperatorCost) -> Config {
    let mut config = Config::new();
    config
        .consume_fuel(true)
        .operator_cost(cost)
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .max_wasm_stack(MAX_WASM_STACK_BYTES)
        .async_stack_size(FIBER_STACK_BYTES)
        .memory_init_cow(true)
        .memory_guaranteed_dense_image_size(COW_IMAGE_BYTES)
        // Backtraces are never shown: the interpreter has its own. Without them compiled files are smaller, traps cheaper.
        .wasm_backtrace_max_frames(None)
        .generate_address_map(false);
    config
}

/// One unit for each operator, but more for those that call into the engine, whose time would hide behind a small figure:
/// measured, a fill of nothing takes 60 ns and a refused growth 200 ns. Bytes that they move are charged besides.
fn operator_cost() -> OperatorCost {
    let mut cost = OperatorCost::new();
    for bulk in [
        &mut cost.MemoryFill,
        &mut cost.MemoryCopy,
        &mut cost.MemoryInit,
        &mut cost.DataDrop,
        &mut cost.TableFill,
        &mut cost.TableCopy,
        &mut cost.TableInit,
        &mut cost.ElemDrop,
    ] {
        *bulk = BULK_OPERATOR_COST;
    }
    cost.MemoryGrow = GROW_OPERATOR_COST;
    cost.TableGrow = GROW_OPERATOR_COST;
    cost
}

/// What of this a fuel figure depends on.
pub fn model() -> String {
    format!(
        "wasmtime {WASMTIME_VERSION}; one unit per operator, {BULK_OPERATOR_COST} for bulk ones, {GROW_OPERATOR_COST} for growth; canonical NaN; stack {MAX_WASM_STACK_BYTES}"
    )
}

/// [`model`] of the engine for exceptions.
pub fn exceptions_model() -> String {
    format!("{}; exceptions {EXCEPTION_HEAP_BYTES}, {THROW_COST} for a throw", model())
}
