//! Runs of an image whose harness is one Python function: the host puts the program in its inbox, calls that function and reads
//! the report. Nothing of the interpreter's layout matters but how a function is called and where `bytes` keep theirs, so
//! that this serves versions whose frames and thread states nobody here knows. The guest owns all of that memory: nothing read
//! from there is trusted.

use fuelcell_protocol::Callee;
use fuelcell_rewrite::snapshot::TABLE_EXPORT;
use wasmtime::{AsContext, AsContextMut, Error, Instance, Ref, Store, TypedFunc};

use crate::course::Marks;
use crate::heap::{Heap, damaged};
use crate::objects::word;
use crate::program::Program;
use crate::report::Report;

/// Words of the request's header: sizes of code, entry, arguments, environment, call and setup; flags; size to reserve; where
/// the inbox is, and what it holds.
const FLAGS_WORD: usize = 6;
const RESERVE_WORD: u32 = 7;
const INBOX_WORD: u32 = 8;
const ROOM_WORD: u32 = 9;
/// Nothing but compiling is asked for, in the flags of a request.
const COMPILE_ONLY: u32 = 1 << 16;
/// The most that a report may hold, in bytes; see `interpreter.rs`.
const MAX_REPORT_BYTES: usize = 16 << 20;
/// Fuel of the run at points of it, which stands before the rest of the report: what compiling used, and what had been used when
/// the code began and when it ended, each as `u64`; all bits set where there is none.
const MARKS_BYTES: usize = 24;

/// What a run came to.
pub struct Answer {
    pub report: Report,
    pub marks: Marks,
}

/// An instance of an image, with what calling it needs.
pub struct Harness<'a> {
    callee: &'a Callee,
    heap: Heap,
    call_function: TypedFunc<(u32, u32, u32), u32>,
}

impl<'a> Harness<'a> {
    pub fn new<T>(store: &mut Store<T>, instance: &Instance, callee: &'a Callee) -> Result<Self, Error> {
        let heap = Heap(instance.get_memory(&mut *store, "memory").ok_or_else(damaged)?);
        let table = instance.get_table(&mut *store, TABLE_EXPORT).ok_or_else(damaged)?;
        let call_function = match table.get(store.as_context_mut(), u64::from(callee.function_call)) {
            Some(Ref::Func(Some(function))) => function.typed(store.as_context())?,
            _ => return Err(damaged()),
        };
        Ok(Self { callee, heap, call_function })
    }

    /// Runs a program. `fuel` is what its store was given.
    pub async fn run<T: Send>(
        &self,
        store: &mut Store<T>,
        program: &Program<'_>,
        compile_only: bool,
        fuel: u64,
    ) -> Result<Answer, Error> {
        self.post(store, program, compile_only).await?;
        let arguments = (self.callee.run, self.callee.empty, 0);
        let answer = self.call_function.call_async(&mut *store, arguments).await?;
        if answer == 0 {
            // The harness itself was broken by the program, or there was no memory for its report.
            return Ok(Answer { report: Report { exit_code: 1, ..Report::default() }, marks: Marks::default() });
        }
        let bytes = self.heap.bytes(store, answer, self.callee.bytes_type, MAX_REPORT_BYTES)?;
        decode(bytes, fuel).ok_or_else(damaged)
    }

    async fn post<T: Send>(
        &self,
        store: &mut Store<T>,
        program: &Program<'_>,
        compile_only: bool,
    ) -> Result<(), Error> {
        let args: String = program.args.iter().map(|arg| format!("{arg}\0")).collect();
        let env: String = program.env.iter().map(|(name, value)| format!("{name}={value}\0")).collect();
        let mut setup = Vec::new();
        for piece in program.setup {
            setup.extend(u32::try_from(piece.len())?.to_le_bytes());
            setup.extend_from_slice(piece);
        }
        let entry = program.entry.unwrap_or_default();
        let call = program.call.unwrap_or_default();
        let parts = [program.code, entry.as_bytes(), args.as_bytes(), env.as_bytes(), call, &setup];
        let size: usize = parts.iter().map(|part| part.len()).sum();
        if size > self.header(store, ROOM_WORD)? as usize {
            self.heap.put_word(store, self.callee.header + 4 * RESERVE_WORD, u32::try_from(size)?)?;
            let arguments = (self.callee.reserve, self.callee.empty, 0);
            if self.call_function.call_async(&mut *store, arguments).await? == 0 {
                // No memory for the request: the limiter has recorded that it refused.
                return Err(Error::from(fuelcell_wasi::Stop::Exit(1)));
            }
        }
        let mut header = [0u32; FLAGS_WORD + 1];
        for (word, part) in header.iter_mut().zip(parts) {
            *word = u32::try_from(part.len())?;
        }
        header[FLAGS_WORD] = program.all_flags() | if compile_only { COMPILE_ONLY } else { 0 };
        let mut at = self.header(store, INBOX_WORD)?;
        for part in parts {
            self.put(store, at, part)?;
            at = at.saturating_add(part.len() as u32);
        }
        let header: Vec<u8> = header.iter().flat_map(|word| word.to_le_bytes()).collect();
        self.put(store, self.callee.header, &header)
    }

    fn header<T>(&self, store: &Store<T>, number: u32) -> Result<u32, Error> {
        self.heap.word(store, self.callee.header.saturating_add(4 * number))
    }

    fn put<T>(&self, store: &mut Store<T>, address: u32, bytes: &[u8]) -> Result<(), Error> {
        let start = address as usize;
        let target = self.heap.0.data_mut(store).get_mut(start..start.saturating_add(bytes.len()));
        target.ok_or_else(damaged)?.copy_from_slice(bytes);
        Ok(())
    }
}

fn decode(bytes: &[u8], fuel: u64) -> Option<Answer> {
    let (marks, rest) = bytes.split_at_checked(MARKS_BYTES)?;
    let number = |index: usize| {
        let low = word(marks, 8 * index as u32)?;
        Some(u64::from(word(marks, 8 * index as u32 + 4)?) << 32 | u64::from(low))
    };
    let used = |index: usize| number(index).filter(|used| *used != u64::MAX);
    let left = |index: usize| used(index).map(|used| fuel.saturating_sub(used));
    let report = Report { compile_fuel: used(0).unwrap_or(0), ..Report::decode(rest)? };
    Some(Answer { report, marks: Marks { code_begins: left(1), code_ended: left(2) } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(marks: [u64; 3], exit_code: u32) -> Vec<u8> {
        let marks = marks.iter().flat_map(|mark| mark.to_le_bytes());
        marks.chain(exit_code.to_le_bytes()).chain([0; 24]).collect()
    }

    #[test]
    fn marks_stand_before_the_report() {
        let answer = decode(&encoded([7, 300, u64::MAX], 3), 1_001).unwrap();
        assert_eq!((answer.report.exit_code, answer.report.compile_fuel), (3, 7));
        assert_eq!(answer.marks, Marks { code_begins: Some(701), code_ended: None });
    }

    #[test]
    fn a_report_that_is_cut_is_none() {
        let whole = encoded([u64::MAX; 3], 0);
        for length in 0..whole.len() {
            assert!(decode(&whole[..length], 1_001).is_none(), "{length} bytes");
        }
    }
}
