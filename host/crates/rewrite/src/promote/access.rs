//! Loads and stores: how wide they are and what they give.

use wasmparser::{MemArg, Operator, ValType};

/// One load or store operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    pub is_store: bool,
    /// Of the value that is put or given on the operand stack.
    pub val_type: ValType,
    /// In memory.
    pub bytes: u8,
    /// Whether a narrow load extends the sign.
    pub is_signed: bool,
    /// The operator's own constant, added to the address.
    pub offset: u64,
}

impl Access {
    /// The access that an operator is, if it is one of a single value.
    pub fn of(operator: &Operator) -> Option<Self> {
        use Operator as O;
        use ValType::{F32, F64, I32, I64};
        let load = |memarg: &MemArg, val_type, bytes, is_signed| {
            Some(Self { is_store: false, val_type, bytes, is_signed, offset: memarg.offset })
        };
        let store = |memarg: &MemArg, val_type, bytes| {
            Some(Self { is_store: true, val_type, bytes, is_signed: false, offset: memarg.offset })
        };
        match operator {
            O::I32Load { memarg } => load(memarg, I32, 4, false),
            O::I64Load { memarg } => load(memarg, I64, 8, false),
            O::F32Load { memarg } => load(memarg, F32, 4, false),
            O::F64Load { memarg } => load(memarg, F64, 8, false),
            O::I32Load8S { memarg } => load(memarg, I32, 1, true),
            O::I32Load8U { memarg } => load(memarg, I32, 1, false),
            O::I32Load16S { memarg } => load(memarg, I32, 2, true),
            O::I32Load16U { memarg } => load(memarg, I32, 2, false),
            O::I64Load8S { memarg } => load(memarg, I64, 1, true),
            O::I64Load8U { memarg } => load(memarg, I64, 1, false),
            O::I64Load16S { memarg } => load(memarg, I64, 2, true),
            O::I64Load16U { memarg } => load(memarg, I64, 2, false),
            O::I64Load32S { memarg } => load(memarg, I64, 4, true),
            O::I64Load32U { memarg } => load(memarg, I64, 4, false),
            O::I32Store { memarg } => store(memarg, I32, 4),
            O::I64Store { memarg } => store(memarg, I64, 8),
            O::F32Store { memarg } => store(memarg, F32, 4),
            O::F64Store { memarg } => store(memarg, F64, 8),
            O::I32Store8 { memarg } | O::I64Store8 { memarg } => store(memarg, narrow(operator), 1),
            O::I32Store16 { memarg } | O::I64Store16 { memarg } => store(memarg, narrow(operator), 2),
            O::I64Store32 { memarg } => store(memarg, I64, 4),
            _ => None,
        }
    }
}

fn narrow(store: &Operator) -> ValType {
    match store {
        Operator::I32Store8 { .. } | Operator::I32Store16 { .. } => ValType::I32,
        _ => ValType::I64,
    }
}
