//! What of a module the functions' analysis needs: types, which function has which, and which global is the stack pointer.

use wasmparser::{Parser, Payload, Result, SubType, TypeRef, ValType};

/// A module's outline.
#[derive(Default)]
pub struct Shape {
    pub types: Vec<SubType>,
    /// Each function's type, imported ones first.
    pub functions: Vec<u32>,
    pub imported_functions: u32,
    /// Globals that could be the stack pointer: mutable, of type `i32`, neither imported nor exported.
    pub private_globals: Vec<u32>,
}

impl Shape {
    /// Reads a module that was found valid.
    pub fn read(wasm: &[u8]) -> Result<Self> {
        let mut shape = Self::default();
        let mut imported_globals = 0;
        let mut exported_globals = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(reader) => {
                    for group in reader {
                        shape.types.extend(group?.into_types());
                    }
                }
                Payload::ImportSection(reader) => {
                    for import in reader.into_imports() {
                        match import?.ty {
                            TypeRef::Func(index) => shape.functions.push(index),
                            TypeRef::Global(_) => imported_globals += 1,
                            _ => {}
                        }
                    }
                    shape.imported_functions = shape.functions.len() as u32;
                }
                Payload::FunctionSection(reader) => {
                    for function in reader {
                        shape.functions.push(function?);
                    }
                }
                Payload::GlobalSection(reader) => {
                    for (index, global) in reader.into_iter().enumerate() {
                        let ty = global?.ty;
                        if ty.mutable && ty.content_type == ValType::I32 {
                            shape.private_globals.push(imported_globals + index as u32);
                        }
                    }
                }
                Payload::ExportSection(reader) => {
                    for export in reader {
                        let export = export?;
                        if export.kind == wasmparser::ExternalKind::Global {
                            exported_globals.push(export.index);
                        }
                    }
                }
                _ => {}
            }
        }
        shape.private_globals.retain(|index| !exported_globals.contains(index));
        Ok(shape)
    }

    /// Types of a function's parameters and results.
    pub fn signature(&self, function: u32) -> (&[ValType], &[ValType]) {
        self.type_of(self.functions[function as usize])
    }

    pub fn type_of(&self, index: u32) -> (&[ValType], &[ValType]) {
        let ty = self.types[index as usize].unwrap_func();
        (ty.params(), ty.results())
    }
}
