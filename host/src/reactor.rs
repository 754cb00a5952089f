//! Calls into a snapshot of CPython: puts a program in its mailbox, takes the harness's steps, makes the calls that they
//! ask for with no Python frame behind, and reads the report. All addresses are of Python objects in the guest's memory,
//! found when the snapshot was made; nothing read from there is trusted.
//!
//! Layout of objects on wasm32, from `Include/cpython/` of 3.11 and unchanged from 3.8 to 3.14; the snapshot's probe
//! checks each: `PyObject` {refcnt +0, type +4}; `PyVarObject` {size +8}; `PyTypeObject.tp_call` +64; `bytes` data +16;
//! `bytearray.ob_start` +20; `list.ob_item` +12; `tuple` items +12.

use serde::{Deserialize, Serialize};
use wasmtime::{AsContext, AsContextMut, Error, Instance, Memory, Ref, Store, TypedFunc, bail, format_err};

use crate::image::TABLE_EXPORT;
use crate::messages;
use crate::protocol::GuestError;

const TYPE: u32 = 4;
const SIZE: u32 = 8;
const TYPE_CALL: u32 = 64;
const BYTES_DATA: u32 = 16;
const BYTEARRAY_START: u32 = 20;
const LIST_ITEMS: u32 = 12;
const TUPLE_ITEMS: u32 = 12;
/// How far behind other fields of a thread's state the current exception lies, in 3.11: behind the current C frame, whose
/// first byte says whether anything is traced, and behind a count that is not 0 while a trace function runs.
const ERROR_SINCE_FRAME: u32 = 20;
const ERROR_SINCE_TRACING: u32 = 28;

/// Words of the request's header: sizes of code, arguments, environment and call; flags; size to reserve.
const HEADER_WORDS: usize = 6;
const FLAGS_WORD: usize = 4;
const RESERVE_WORD: usize = 5;
/// Flags of a request, as in `run.py`.
const RESEED: u32 = 1;
const LAST_VALUE: u32 = 2;
const CALLED: u32 = 4;
const EXTRAS: u32 = 8;
/// The program has left a trace or profile function: known in the course of the run.
const WATCHED: u32 = 1 << 24;
/// The most that a report may hold, in bytes: the harness keeps within it, and what is longer is none. Even if every byte
/// becomes a replacement character of three, it fits into a frame.
const MAX_REPORT_BYTES: usize = 16 << 20;

/// Places in the exchange, a list: the call to make, its result, then type, value and traceback of what it raised.
const RESULT: u32 = 1;
const RAISED: u32 = 2;

/// Where things are in a snapshot. Addresses in the guest's memory, indexes into its function table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reactor {
    pub header: u32,
    pub inbox: u32,
    pub bell: u32,
    pub exchange: u32,
    pub reserve: u32,
    /// The builtin `next`, and its arguments: the steps of a run.
    pub next: u32,
    pub steps: u32,
    pub compile: u32,
    pub empty: u32,
    pub bytes_type: u32,
    pub tuple_type: u32,
    /// Table index of a Python function's `tp_call`.
    pub function_call: u32,
    /// Table index of a builtin function's `tp_call`.
    pub builtin_call: u32,
    /// Where the interpreter keeps the current exception: type, value, traceback.
    pub error_slot: u32,
    /// Where it counts how much deeper a program may recurse, and what a cold program begins with.
    pub recursion_slot: u32,
    pub recursion_left: u32,
    /// Pages of the snapshot's memory.
    pub start_pages: u32,
}

/// What a run asks of the snapshot.
pub struct Program<'a> {
    pub code: &'a [u8],
    /// The caller's arguments, the program's name not among them.
    pub args: &'a [String],
    /// The caller's environment, what the runtime itself sets not among it.
    pub env: &'a [(String, String)],
    pub call: Option<&'a [u8]>,
    pub last_value: bool,
    pub reseed: bool,
}

impl Program<'_> {
    /// Nothing at all for a plain program, which then takes the short way.
    fn flags(&self) -> u32 {
        let flag = |wanted: bool, flag: u32| if wanted { flag } else { 0 };
        flag(self.reseed, RESEED)
            | flag(self.last_value, LAST_VALUE)
            | flag(self.call.is_some(), CALLED)
            | flag(!self.args.is_empty() || !self.env.is_empty(), EXTRAS)
    }
}

/// What the harness reports beside the streams.
#[derive(Debug, Default, PartialEq)]
pub struct Report {
    pub exit_code: u8,
    pub compile_fuel: u64,
    pub error: Option<GuestError>,
    pub value: Option<String>,
    pub returned: Option<String>,
}

/// An instance of a snapshot, with what calling it needs.
pub struct Interpreter<'a> {
    reactor: &'a Reactor,
    memory: Memory,
    call_function: TypedFunc<(u32, u32, u32), u32>,
    call_builtin: TypedFunc<(u32, u32, u32), u32>,
}

impl<'a> Interpreter<'a> {
    pub fn new<T>(store: &mut Store<T>, instance: &Instance, reactor: &'a Reactor) -> Result<Self, Error> {
        let memory = instance.get_memory(&mut *store, "memory").ok_or_else(damaged)?;
        let call_function = table_function(store, instance, reactor.function_call)?;
        let call_builtin = table_function(store, instance, reactor.builtin_call)?;
        Ok(Self { reactor, memory, call_function, call_builtin })
    }

    /// Runs a program to its end. A program that leaves by `os._exit` or a trap ends in an error, as a call does.
    pub async fn run<T: Send>(&self, store: &mut Store<T>, program: &Program<'_>) -> Result<Report, Error> {
        self.post(store, program).await?;
        let mut compile_fuel = 0;
        loop {
            let Some(step) = self.step(store, program).await? else {
                return Ok(Report { exit_code: 1, ..Report::default() });
            };
            if self.type_of(store, step)? != self.reactor.tuple_type {
                let report = Report::decode(self.bytes(store, step)?).ok_or_else(damaged)?;
                return Ok(Report { compile_fuel, ..report });
            }
            let before = store.get_fuel()?;
            let (function, result) = self.take(store, step).await?;
            if function == self.reactor.compile {
                compile_fuel = before.saturating_sub(store.get_fuel()?);
            }
            match result {
                0 => self.move_exception(store)?,
                result => self.exchange(store, RESULT, result)?,
            }
        }
    }

    /// Runs a program until a call fails, and gives the memory as it then is: the probe looks there for the exception.
    pub async fn raise<T: Send>(&self, store: &mut Store<T>, program: &Program<'_>) -> Result<Vec<u8>, Error> {
        self.post(store, program).await?;
        while let Some(step) = self.step(store, program).await? {
            if self.type_of(store, step)? != self.reactor.tuple_type {
                break;
            }
            match self.take(store, step).await? {
                (_, 0) => return Ok(self.memory.data(&*store).to_vec()),
                (_, result) => self.exchange(store, RESULT, result)?,
            }
        }
        Err(damaged())
    }

    /// Resumes the harness: a call that it asks for, or its report.
    async fn step<T: Send>(&self, store: &mut Store<T>, program: &Program<'_>) -> Result<Option<u32>, Error> {
        let quiet = self.is_traced(store) == Some(true);
        if quiet {
            let flags = words(&[program.flags() | WATCHED]);
            self.write(store, self.reactor.header, 4 * FLAGS_WORD as u32, &flags)?;
            self.put_word(store, self.reactor.error_slot - ERROR_SINCE_TRACING, 1)?;
        }
        let step = self.call_builtin.call_async(&mut *store, (self.reactor.next, self.reactor.steps, 0)).await?;
        if quiet {
            self.put_word(store, self.reactor.error_slot - ERROR_SINCE_TRACING, 0)?;
        }
        Ok((step != 0).then_some(step))
    }

    /// Whether the program has set a function that is told of calls and lines: it must not be told of the harness.
    fn is_traced<T>(&self, store: &Store<T>) -> Option<bool> {
        let memory = self.memory.data(store);
        let frame = word(memory, self.reactor.error_slot.checked_sub(ERROR_SINCE_FRAME)?)?;
        Some(*memory.get(frame as usize)? != 0)
    }

    /// Makes a call that the harness asks for, a tuple of a builtin function and its arguments: the function, and the
    /// result, 0 when it raised. The exchange takes over the tuple, which must not outlive the step.
    async fn take<T: Send>(&self, store: &mut Store<T>, step: u32) -> Result<(u32, u32), Error> {
        self.exchange(store, 0, step)?;
        let function = self.word(store, step.saturating_add(TUPLE_ITEMS))?;
        let arguments = self.word(store, step.saturating_add(TUPLE_ITEMS + 4))?;
        let result = self.call_builtin.call_async(store, (function, arguments, 0)).await?;
        Ok((function, result))
    }

    async fn call<T: Send>(&self, store: &mut Store<T>, function: u32) -> Result<u32, Error> {
        self.call_function.call_async(store, (function, self.reactor.empty, 0)).await
    }

    /// Writes the request into the inbox, which is first made larger where it has to be.
    async fn post<T: Send>(&self, store: &mut Store<T>, program: &Program<'_>) -> Result<(), Error> {
        // Each text ends in a NUL, so that an empty one is not lost.
        let args: String = program.args.iter().map(|arg| format!("{arg}\0")).collect();
        let env: String = program.env.iter().map(|(name, value)| format!("{name}={value}\0")).collect();
        let parts = [program.code, args.as_bytes(), env.as_bytes(), program.call.unwrap_or_default()];
        let size: usize = parts.iter().map(|part| part.len()).sum();
        let mut header = [0u32; HEADER_WORDS];
        if size > self.word(store, self.reactor.inbox + SIZE)? as usize {
            header[RESERVE_WORD] = u32::try_from(size)?;
            self.write(store, self.reactor.header, 0, &words(&header))?;
            if self.call(store, self.reactor.reserve).await? == 0 {
                // No memory for the request: the limiter has recorded that it refused.
                return Err(Error::from(crate::wasi::Stop::Exit(1)));
            }
        }
        for (word, part) in header.iter_mut().zip(parts) {
            *word = u32::try_from(part.len())?;
        }
        self.put_word(store, self.reactor.recursion_slot, self.reactor.recursion_left)?;
        header[FLAGS_WORD] = program.flags();
        self.write(store, self.reactor.header, 0, &words(&header))?;
        let mut at = 0;
        for (part, size) in parts.iter().zip(header) {
            self.write(store, self.reactor.inbox, at, part)?;
            at += size;
        }
        Ok(())
    }

    /// Takes the exception out of the interpreter's thread state and hands it to the harness.
    fn move_exception<T>(&self, store: &mut Store<T>) -> Result<(), Error> {
        for index in 0..3u32 {
            let slot = self.reactor.error_slot + 4 * index;
            let object = self.word(store, slot)?;
            if object != 0 {
                self.exchange(store, RAISED + index, object)?;
                self.put_word(store, slot, 0)?;
            }
        }
        Ok(())
    }

    /// Puts an object into the exchange, in place of a None: nothing is lost but a count of that.
    fn exchange<T>(&self, store: &mut Store<T>, place: u32, object: u32) -> Result<(), Error> {
        let items = self.word(store, self.reactor.exchange + LIST_ITEMS)?;
        self.put_word(store, items.saturating_add(4 * place), object)
    }

    fn type_of<T>(&self, store: &Store<T>, object: u32) -> Result<u32, Error> {
        type_of(self.memory.data(store), object).ok_or_else(damaged)
    }

    fn bytes<'s, T>(&self, store: &'s Store<T>, object: u32) -> Result<&'s [u8], Error> {
        if self.type_of(store, object)? != self.reactor.bytes_type {
            return Err(damaged());
        }
        let size = self.word(store, object.saturating_add(SIZE))? as usize;
        if size > MAX_REPORT_BYTES {
            return Err(damaged());
        }
        let start = (object as usize).saturating_add(BYTES_DATA as usize);
        let end = start.saturating_add(size);
        self.memory.data(store).get(start..end).ok_or_else(damaged)
    }

    fn write<T>(&self, store: &mut Store<T>, bytearray: u32, offset: u32, bytes: &[u8]) -> Result<(), Error> {
        let start = self.word(store, bytearray + BYTEARRAY_START)?.checked_add(offset).ok_or_else(damaged)? as usize;
        let end = start.saturating_add(bytes.len());
        let target = self.memory.data_mut(store).get_mut(start..end).ok_or_else(damaged)?;
        target.copy_from_slice(bytes);
        Ok(())
    }

    fn word<T>(&self, store: &Store<T>, address: u32) -> Result<u32, Error> {
        word(self.memory.data(store), address).ok_or_else(damaged)
    }

    fn put_word<T>(&self, store: &mut Store<T>, address: u32, value: u32) -> Result<(), Error> {
        let at = address as usize;
        let target = self.memory.data_mut(store).get_mut(at..at.saturating_add(4)).ok_or_else(damaged)?;
        target.copy_from_slice(&value.to_le_bytes());
        Ok(())
    }
}

/// The table index of the function that calls objects of type `kind`.
pub fn type_call(memory: &[u8], kind: u32) -> Option<u32> {
    word(memory, kind.checked_add(TYPE_CALL)?)
}

/// The type of an object.
pub fn type_of(memory: &[u8], object: u32) -> Option<u32> {
    word(memory, object.checked_add(TYPE)?)
}

pub fn word(memory: &[u8], address: u32) -> Option<u32> {
    let at = address as usize;
    let bytes = memory.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

impl Report {
    /// Reads what `report.encode` wrote; `None` when it is anything else.
    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut take = |count: usize| {
            let (head, tail) = rest.split_at_checked(count)?;
            rest = tail;
            Some(head)
        };
        let exit_code = u32::from_le_bytes(take(4)?.try_into().ok()?);
        let line = u32::from_le_bytes(take(4)?.try_into().ok()?);
        let mut texts: [Option<String>; 5] = Default::default();
        for text in &mut texts {
            let size = u32::from_le_bytes(take(4)?.try_into().ok()?);
            if size > 0 {
                *text = Some(String::from_utf8_lossy(take(size as usize - 1)?).into_owned());
            }
        }
        let [kind, message, traceback, value, returned] = texts;
        let error = kind.map(|kind| GuestError {
            kind,
            message: message.unwrap_or_default(),
            line: (line > 0).then_some(line),
            traceback: traceback.unwrap_or_default(),
        });
        Some(Self { exit_code: (exit_code & 0xff) as u8, compile_fuel: 0, error, value, returned })
    }
}

fn table_function<T>(
    store: &mut Store<T>,
    instance: &Instance,
    index: u32,
) -> Result<TypedFunc<(u32, u32, u32), u32>, Error> {
    let table = instance.get_table(&mut *store, TABLE_EXPORT).ok_or_else(damaged)?;
    match table.get(store.as_context_mut(), u64::from(index)) {
        Some(Ref::Func(Some(function))) => function.typed(store.as_context()),
        _ => bail!("{}", messages::interpreter_damaged()),
    }
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn damaged() -> Error {
    format_err!("{}", messages::interpreter_damaged())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(exit: u32, line: u32, texts: [Option<&str>; 5]) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(exit.to_le_bytes());
        bytes.extend(line.to_le_bytes());
        for text in texts {
            bytes.extend(text.map_or(0, |text| text.len() as u32 + 1).to_le_bytes());
            bytes.extend(text.unwrap_or_default().as_bytes());
        }
        bytes
    }

    #[test]
    fn a_report_without_error_is_just_an_exit() {
        let report = Report { exit_code: 3, ..Report::default() };
        assert_eq!(Report::decode(&encoded(3, 0, [None; 5])), Some(report));
    }

    #[test]
    fn a_report_carries_the_error_and_the_values() {
        let texts = [Some("ValueError"), Some(""), Some("Traceback…"), Some("'x'"), None];
        let report = Report::decode(&encoded(1, 12, texts)).unwrap();
        let error = report.error.unwrap();
        assert_eq!((error.kind.as_str(), error.message.as_str(), error.line), ("ValueError", "", Some(12)));
        assert_eq!((error.traceback.as_str(), report.value.as_deref()), ("Traceback…", Some("'x'")));
        assert_eq!(report.returned, None);
    }

    #[test]
    fn a_report_that_is_cut_or_lies_about_its_lengths_is_none() {
        let whole = encoded(1, 12, [Some("ValueError"), None, None, None, Some("[1]")]);
        for length in 0..whole.len() {
            assert_eq!(Report::decode(&whole[..length]), None, "{length} bytes");
        }
        let mut lying = whole.clone();
        lying[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(Report::decode(&lying), None);
    }

    #[test]
    fn words_outside_the_memory_are_none() {
        assert_eq!(word(&[1, 0, 0, 0, 9], 0), Some(1));
        assert_eq!(word(&[1, 0, 0, 0, 9], 2), None);
        assert_eq!(word(&[1, 0, 0, 0], u32::MAX), None);
        assert_eq!(type_of(&[0; 8], u32::MAX - 1), None);
    }
}
