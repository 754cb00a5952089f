//! Calls into a snapshot of CPython: puts a program in its mailbox, takes the harness's steps, makes the calls that they
//! ask for with no Python frame behind, and reads the report. All addresses are of Python objects in the guest's memory,
//! found when the snapshot was made; nothing read from there is trusted.

use fuelcell_protocol::Reactor;
use fuelcell_rewrite::snapshot::TABLE_EXPORT;
use wasmtime::{AsContext, AsContextMut, Error, Instance, Ref, Store, TypedFunc};

use crate::heap::{Heap, damaged};
use crate::objects::{LIST_ITEMS, SIZE, TUPLE_ITEMS, word};
use crate::program::{Piece, Program};
use crate::report::Report;

/// How far behind other fields of a thread's state the current exception lies, in 3.11: behind the current C frame, whose
/// first byte says whether anything is traced, and behind a count that is not 0 while a trace function runs.
/// The snapshot's probe would be told of the harness if one of them were wrong.
const ERROR_SINCE_FRAME: u32 = 20;
const ERROR_SINCE_TRACING: u32 = 28;

/// Words of the request's header: sizes of code, entry, arguments, environment and call; flags; size to reserve.
const HEADER_WORDS: usize = 7;
const FLAGS_WORD: usize = 5;
const RESERVE_WORD: usize = 6;
/// The program has left a trace or profile function: known in the course of the run.
const WATCHED: u32 = 1 << 24;
/// The most that a report may hold, in bytes: the harness keeps within it, and what is longer is none. Even if every byte
/// becomes a replacement character of three, it fits into a frame.
const MAX_REPORT_BYTES: usize = 16 << 20;

/// Places in the exchange, a list: the call to make, its result, then type, value and traceback of what it raised.
pub const RESULT: u32 = 1;
const RAISED: u32 = 2;

/// An instance of a snapshot, with what calling it needs.
pub struct Interpreter<'a> {
    pub reactor: &'a Reactor,
    pub heap: Heap,
    call_function: TypedFunc<(u32, u32, u32), u32>,
    call_builtin: TypedFunc<(u32, u32, u32), u32>,
}

impl<'a> Interpreter<'a> {
    pub fn new<T>(store: &mut Store<T>, instance: &Instance, reactor: &'a Reactor) -> Result<Self, Error> {
        let heap = Heap(instance.get_memory(&mut *store, "memory").ok_or_else(damaged)?);
        let call_function = table_function(store, instance, reactor.function_call)?;
        let call_builtin = table_function(store, instance, reactor.builtin_call)?;
        Ok(Self { reactor, heap, call_function, call_builtin })
    }

    /// Resumes the harness: a call that it asks for, or its report.
    pub async fn step<T: Send>(&self, store: &mut Store<T>, flags: u32) -> Result<Option<u32>, Error> {
        let quiet = self.is_traced(store) == Some(true);
        if quiet {
            self.heap.write(store, self.reactor.header, 4 * FLAGS_WORD as u32, &words(&[flags | WATCHED]))?;
            self.heap.put_word(store, self.reactor.error_slot - ERROR_SINCE_TRACING, 1)?;
        }
        let step = self.call_builtin.call_async(&mut *store, (self.reactor.next, self.reactor.steps, 0)).await?;
        if quiet {
            self.heap.put_word(store, self.reactor.error_slot - ERROR_SINCE_TRACING, 0)?;
        }
        Ok((step != 0).then_some(step))
    }

    /// Whether the program has set a function that is told of calls and lines: it must not be told of the harness.
    fn is_traced<T>(&self, store: &Store<T>) -> Option<bool> {
        let memory = self.heap.0.data(store);
        let frame = word(memory, self.reactor.error_slot.checked_sub(ERROR_SINCE_FRAME)?)?;
        Some(*memory.get(frame as usize)? != 0)
    }

    /// The report that the harness yields in the end; `None` for a call that it asks for, a tuple.
    pub fn report<T>(&self, store: &Store<T>, step: u32) -> Result<Option<Report>, Error> {
        if self.heap.type_of(store, step)? == self.reactor.tuple_type {
            return Ok(None);
        }
        let bytes = self.heap.bytes(store, step, self.reactor.bytes_type, MAX_REPORT_BYTES)?;
        Report::decode(bytes).ok_or_else(damaged).map(Some)
    }

    /// The builtin function that a step asks for.
    pub fn asked<T>(&self, store: &Store<T>, step: u32) -> Result<u32, Error> {
        self.heap.word(store, step.saturating_add(TUPLE_ITEMS))
    }

    /// Makes a call that the harness asks for, a tuple of a builtin function and its arguments: the result, 0 when it raised.
    /// The exchange takes over the tuple, which must not outlive the step.
    pub async fn take<T: Send>(&self, store: &mut Store<T>, step: u32) -> Result<u32, Error> {
        self.exchange(store, 0, step)?;
        let arguments = self.heap.word(store, step.saturating_add(TUPLE_ITEMS + 4))?;
        let function = self.asked(store, step)?;
        self.call_builtin.call_async(store, (function, arguments, 0)).await
    }

    async fn call<T: Send>(&self, store: &mut Store<T>, function: u32) -> Result<u32, Error> {
        self.call_function.call_async(store, (function, self.reactor.empty, 0)).await
    }

    /// Writes the request with a piece of its program into the inbox, which is first made larger where it has to be.
    pub async fn post_piece<T: Send>(
        &self,
        store: &mut Store<T>,
        program: &Program<'_>,
        piece: &Piece<'_>,
    ) -> Result<(), Error> {
        let (args, env, call) = if piece.is_given { given(program) } else { Default::default() };
        let parts = [piece.source, piece.entry.as_bytes(), args.as_bytes(), env.as_bytes(), call];
        let size: usize = parts.iter().map(|part| part.len()).sum();
        let mut header = [0u32; HEADER_WORDS];
        if size > self.heap.word(store, self.reactor.inbox + SIZE)? as usize {
            header[RESERVE_WORD] = u32::try_from(size)?;
            self.heap.write(store, self.reactor.header, 0, &words(&header))?;
            if self.call(store, self.reactor.reserve).await? == 0 {
                // No memory for the request: the limiter has recorded that it refused.
                return Err(Error::from(fuelcell_wasi::Stop::Exit(1)));
            }
        }
        for (word, part) in header.iter_mut().zip(parts) {
            *word = u32::try_from(part.len())?;
        }
        self.heap.put_word(store, self.reactor.recursion_slot, self.reactor.recursion_left)?;
        header[FLAGS_WORD] = piece.flags;
        self.heap.write(store, self.reactor.header, 0, &words(&header))?;
        let mut at = 0;
        for (part, size) in parts.iter().zip(header) {
            self.heap.write(store, self.reactor.inbox, at, part)?;
            at += size;
        }
        Ok(())
    }

    /// Takes the exception out of the interpreter's thread state and hands it to the harness.
    pub fn move_exception<T>(&self, store: &mut Store<T>) -> Result<(), Error> {
        for index in 0..3u32 {
            let slot = self.reactor.error_slot + 4 * index;
            let object = self.heap.word(store, slot)?;
            if object != 0 {
                self.exchange(store, RAISED + index, object)?;
                self.heap.put_word(store, slot, 0)?;
            }
        }
        Ok(())
    }

    /// Puts an object into the exchange, in place of a None: nothing is lost but a count of that.
    pub fn exchange<T>(&self, store: &mut Store<T>, place: u32, object: u32) -> Result<(), Error> {
        let items = self.heap.word(store, self.reactor.exchange + LIST_ITEMS)?;
        self.heap.put_word(store, items.saturating_add(4 * place), object)
    }
}

/// What a run is given, as the harness reads it. Each text ends in a NUL, so that an empty one is not lost.
fn given<'p>(program: &Program<'p>) -> (String, String, &'p [u8]) {
    let args = program.args.iter().map(|arg| format!("{arg}\0")).collect();
    let env = program.env.iter().map(|(name, value)| format!("{name}={value}\0")).collect();
    (args, env, program.call.unwrap_or_default())
}

fn table_function<T>(
    store: &mut Store<T>,
    instance: &Instance,
    index: u32,
) -> Result<TypedFunc<(u32, u32, u32), u32>, Error> {
    let table = instance.get_table(&mut *store, TABLE_EXPORT).ok_or_else(damaged)?;
    match table.get(store.as_context_mut(), u64::from(index)) {
        Some(Ref::Func(Some(function))) => function.typed(store.as_context()),
        _ => Err(damaged()),
    }
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}
