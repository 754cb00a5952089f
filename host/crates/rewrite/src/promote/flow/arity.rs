//! How many operands an operator takes and gives, for those that the rules do not name.

use wasmparser::{BlockType, ContType, FrameKind, FuncType, ModuleArity, RefType, SubType};

use super::Pass;

impl ModuleArity for Pass<'_> {
    fn sub_type_at(&self, index: u32) -> Option<&SubType> {
        self.around.shape.types.get(index as usize)
    }

    fn tag_type_arity(&self, _: u32) -> Option<(u32, u32)> {
        None
    }

    fn type_index_of_function(&self, function: u32) -> Option<u32> {
        self.around.shape.functions.get(function as usize).copied()
    }

    fn func_type_of_cont_type(&self, _: &ContType) -> Option<&FuncType> {
        None
    }

    fn sub_type_of_ref_type(&self, _: &RefType) -> Option<&SubType> {
        None
    }

    fn control_stack_height(&self) -> u32 {
        self.labels.len() as u32
    }

    fn label_block(&self, depth: u32) -> Option<(BlockType, FrameKind)> {
        let label = self.labels.iter().rev().nth(depth as usize)?;
        Some((label.block_type, label.kind))
    }
}
