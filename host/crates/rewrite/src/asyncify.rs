//! Rewrites a module that Asyncify has prepared (a pass of Binaryen, known by its exports `asyncify_*`). Such a module
//! unwinds its native stack into memory for purposes of its own: MRI does at every `setjmp`. If its `_start` calls one
//! function, `main`, again for each rewinding, then the moment before a rewinding is one at which all its state is in
//! memory, and a snapshot of that begins like any other module: the first call of `main` rewinds.

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ExportKind, Function, GlobalSection, GlobalType, Instruction, Module, ValType,
};
use wasmparser::{FunctionBody, Operator, Parser, Payload};

use crate::messages;
use crate::sections::{Customs, copied_exports, copy, initial_value, text};
use crate::snapshot::{self, GlobalValue, Number};

/// A global of the instrumented module: not 0 stops it at the next rewinding.
pub const READY_EXPORT: &str = "fuelcell:ready";
const REWIND_EXPORT: &str = "asyncify_start_rewind";
/// LLVM's `__stack_pointer` is the first global.
const STACK_POINTER: u32 = 0;
/// Room between the stack of `_start` and that of `main`. In a snapshot, `_start` works in it before `main` rewinds, and
/// must not reach what is to be rewound. Libc's part of `_start` needs less than one KiB.
const START_STACK_BYTES: i32 = 64 * 1024;

/// What Asyncify added to a module.
struct Asyncify {
    /// The function that begins to rewind.
    rewind: u32,
    /// The global that tells whether the module unwinds or rewinds.
    state: u32,
    /// The global with the address of the stack that it unwinds to or rewinds from.
    data: u32,
    /// The number that the next global would have.
    next_global: u32,
}

/// The module, stopping at a rewinding once it is told that it is ready, and with its state to be read.
pub fn instrument(wasm: &[u8], main: u32) -> Result<Vec<u8>, String> {
    let Asyncify { rewind, state, data, next_global: ready } = find(wasm)?;
    let make_room = [
        Instruction::GlobalGet(state),
        Instruction::I32Eqz,
        Instruction::If(BlockType::Empty),
        Instruction::GlobalGet(STACK_POINTER),
        Instruction::I32Const(START_STACK_BYTES),
        Instruction::I32Sub,
        Instruction::GlobalSet(STACK_POINTER),
        Instruction::End,
    ];
    let stop = [
        Instruction::GlobalGet(ready),
        Instruction::If(BlockType::Empty),
        Instruction::LocalGet(0),
        Instruction::GlobalSet(data),
        Instruction::Unreachable,
        Instruction::End,
    ];
    let code = code_with(wasm, &[(main, &make_room), (rewind, &stop)])?;
    copy(&snapshot::instrument(wasm)?, Customs::LeftOut, |section, out| match section {
        Payload::ExportSection(reader) => {
            let mut exports = copied_exports(reader)?;
            exports.export(READY_EXPORT, ExportKind::Global, ready);
            out.section(&exports);
            Ok(true)
        }
        _ => replace_code_and_globals(section, &code, out),
    })
}

/// The module as it was when it stopped: its first call of `main` rewinds.
pub fn snapshot(wasm: &[u8], memory: &[u8], globals: &[GlobalValue], main: u32) -> Result<Vec<u8>, String> {
    let Asyncify { rewind, state, data, next_global: resumed } = find(wasm)?;
    let value = |index: u32| match globals.iter().find(|global| global.index == index).map(|global| global.value) {
        Some(Number::I32(value)) => Ok(value),
        _ => Err(format!("global {index} is no 32-bit number")),
    };
    let resume = [
        Instruction::GlobalGet(resumed),
        Instruction::I32Eqz,
        Instruction::If(BlockType::Empty),
        Instruction::I32Const(1),
        Instruction::GlobalSet(resumed),
        Instruction::I32Const(value(STACK_POINTER)?),
        Instruction::GlobalSet(STACK_POINTER),
        Instruction::I32Const(value(data)?),
        Instruction::Call(rewind),
        Instruction::End,
    ];
    let code = code_with(wasm, &[(main, &resume)])?;
    // `_start` begins with the stack of a module that has not run.
    let lasting = globals.iter().filter(|global| ![state, STACK_POINTER].contains(&global.index));
    let lasting: Vec<_> = lasting.map(|global| GlobalValue { index: global.index, value: global.value }).collect();
    let started = snapshot::snapshot(wasm, memory, &lasting)?;
    copy(&started, Customs::LeftOut, |section, out| replace_code_and_globals(section, &code, out))
}

/// The global with the address of the stack that a module unwinds to: where its top is, then its end. `None` for a module that
/// Asyncify has not prepared.
pub fn data(wasm: &[u8]) -> Option<u32> {
    find(wasm).ok().map(|found| found.data)
}

fn find(wasm: &[u8]) -> Result<Asyncify, String> {
    let (mut rewind, mut next_global) = (None, 0);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(text)? {
            Payload::GlobalSection(reader) => next_global = reader.count(),
            Payload::ExportSection(reader) => {
                for export in reader {
                    let export = export.map_err(text)?;
                    rewind = rewind.or((export.name == REWIND_EXPORT).then_some(export.index));
                }
            }
            _ => {}
        }
    }
    let rewind = rewind.ok_or_else(|| format!("the module has no {REWIND_EXPORT}: Asyncify has not prepared it"))?;
    // It sets two globals: the state, then the stack's address.
    let mut set = Vec::new();
    for (_, body) in bodies(wasm)?.into_iter().filter(|(index, _)| *index == rewind) {
        for operator in body.get_operators_reader().map_err(text)? {
            if let Operator::GlobalSet { global_index } = operator.map_err(text)? {
                set.push(global_index);
            }
        }
    }
    match set[..] {
        [state, data] => Ok(Asyncify { rewind, state, data, next_global }),
        _ => Err(messages::rewind_globals(REWIND_EXPORT, set.len())),
    }
}

/// The functions of the module's own, with their indexes.
fn bodies(wasm: &[u8]) -> Result<Vec<(u32, FunctionBody<'_>)>, String> {
    let (mut next, mut found) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(text)? {
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    next += u32::from(matches!(import.map_err(text)?.ty, wasmparser::TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => {
                found.push((next, body));
                next += 1;
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The module's code, in which some functions do something first.
fn code_with(wasm: &[u8], first: &[(u32, &[Instruction])]) -> Result<CodeSection, String> {
    let mut section = CodeSection::new();
    let mut missing = first.len();
    for (index, body) in bodies(wasm)? {
        let Some((_, instructions)) = first.iter().find(|(wanted, _)| *wanted == index) else {
            section.raw(&wasm[body.range()]);
            continue;
        };
        missing -= 1;
        let mut function = Function::new(locals(&body)?);
        for instruction in *instructions {
            function.instruction(instruction);
        }
        let rest = body.get_operators_reader().map_err(text)?.original_position()..body.range().end;
        function.raw(wasm[rest].iter().copied());
        section.function(&function);
    }
    if missing > 0 { Err(messages::no_function_to_rewrite()) } else { Ok(section) }
}

fn locals(body: &FunctionBody) -> Result<Vec<(u32, ValType)>, String> {
    let mut found = Vec::new();
    for local in body.get_locals_reader().map_err(text)? {
        let (count, kind) = local.map_err(text)?;
        let kind = match kind {
            wasmparser::ValType::I32 => ValType::I32,
            wasmparser::ValType::I64 => ValType::I64,
            wasmparser::ValType::F32 => ValType::F32,
            wasmparser::ValType::F64 => ValType::F64,
            _ => return Err(messages::local_no_number()),
        };
        found.push((count, kind));
    }
    Ok(found)
}

/// Puts `code` in place of the module's code, and one more global, which is 0, behind its globals.
fn replace_code_and_globals(section: &Payload, code: &CodeSection, out: &mut Module) -> Result<bool, String> {
    match section {
        Payload::CodeSectionStart { .. } => {
            out.section(code);
        }
        Payload::CodeSectionEntry(_) => {}
        Payload::GlobalSection(reader) => {
            out.section(&one_more(reader)?);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn one_more(reader: &wasmparser::GlobalSectionReader) -> Result<GlobalSection, String> {
    let mut section = GlobalSection::new();
    for global in reader.clone() {
        let global = global.map_err(text)?;
        let (val_type, init) = initial_value(&global)?;
        section.global(GlobalType { val_type, mutable: global.ty.mutable, shared: false }, &init);
    }
    let number = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    section.global(number, &ConstExpr::i32_const(0));
    Ok(section)
}
