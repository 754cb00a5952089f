//! A function's body, taken apart into operators.

use wasmparser::{BinaryReader, FunctionBody, Operator, Result, ValType};

pub struct Body<'a> {
    /// The body's bytes, locals and operators.
    pub bytes: &'a [u8],
    /// Types of the declared locals, run by run, without the parameters.
    pub locals: Vec<(u32, ValType)>,
    pub operators: Vec<Operator<'a>>,
    /// Where each operator begins in `bytes`, and where the last one ends.
    pub starts: Vec<usize>,
}

impl<'a> Body<'a> {
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let body = FunctionBody::new(BinaryReader::new(bytes, 0));
        let locals = body.get_locals_reader()?.into_iter().collect::<Result<_>>()?;
        let (mut operators, mut starts) = (Vec::new(), Vec::new());
        for operator in body.get_operators_reader()?.into_iter_with_offsets() {
            let (operator, start) = operator?;
            operators.push(operator);
            starts.push(start);
        }
        starts.push(bytes.len());
        Ok(Self { bytes, locals, operators, starts })
    }

    pub fn local_count(&self) -> u32 {
        self.locals.iter().map(|(count, _)| count).sum()
    }

    /// The globals that it reads and sets, each as often as it does, and whether it is set.
    pub fn used_globals(&self) -> impl Iterator<Item = (u32, bool)> {
        self.operators.iter().filter_map(|operator| match operator {
            Operator::GlobalGet { global_index } => Some((*global_index, false)),
            Operator::GlobalSet { global_index } => Some((*global_index, true)),
            _ => None,
        })
    }
}
