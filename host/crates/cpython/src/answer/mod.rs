//! What a called function returned, read out of the interpreter's memory by the host and written as JSON: no code of the
//! guest's has a part in it, so that it costs no fuel, and nothing that a program does to its interpreter changes how its
//! answer is read. All of it is a guest's: an address that leads nowhere makes an answer `unsupported`.
//!
//! Layout of objects on wasm32, from `Include/cpython/` of 3.11: `int` {size +8, its sign that of the number; digits of 30
//! bits +12}; `float` {double +8}; `PyTypeObject` {`tp_name` +12}. The snapshot's probe reads one of each.

mod containers;
mod floats;
mod room;
mod text;

use fuelcell_protocol::Reactor;

use crate::objects::{BYTES_DATA, LIST_ITEMS, SIZE, TUPLE_ITEMS, type_of, word};
use room::Room;

const DIGITS: u32 = 12;
const BITS_PER_DIGIT: usize = 30;
const FLOAT_DATA: u32 = 8;
const TYPE_NAME: u32 = 12;

/// As `src/runner/request/call-values.ts` has them: what is deeper or larger would be refused there.
const MAX_DEPTH: u32 = 64;
/// The most characters of a type's name that are told, and bytes of UTF-8 that are looked at for them.
const MAX_NAME: usize = 1000;
const MAX_NAME_BYTES: usize = 4 * MAX_NAME + 1;

/// Addresses of the plain types.
#[derive(Debug, Clone, Copy)]
pub struct Types {
    pub none: u32,
    pub bool: u32,
    pub int: u32,
    pub float: u32,
    pub str: u32,
    pub bytes: u32,
    pub list: u32,
    pub tuple: u32,
    pub set: u32,
    pub frozenset: u32,
    pub dict: u32,
}

impl Types {
    /// Those of a snapshot.
    pub fn of(reactor: &Reactor) -> Self {
        Self {
            none: reactor.none_type,
            bool: reactor.bool_type,
            int: reactor.int_type,
            float: reactor.float_type,
            str: reactor.str_type,
            bytes: reactor.bytes_type,
            list: reactor.list_type,
            tuple: reactor.tuple_type,
            set: reactor.set_type,
            frozenset: reactor.frozenset_type,
            dict: reactor.dict_type,
        }
    }
}

/// An object by its exact type.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    None,
    Bool,
    Int,
    Float,
    Str,
    Bytes,
    List,
    Tuple,
    Set,
    Frozenset,
    Dict,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Float => "float",
            Self::Str => "str",
            Self::Bytes => "bytes",
            Self::List => "list",
            Self::Tuple => "tuple",
            Self::Set => "set",
            Self::Frozenset => "frozenset",
            Self::Dict => "dict",
        }
    }
}

/// A value that cannot cross; carries what is told of it.
#[derive(Debug, PartialEq)]
struct Unsupported(String);

/// What an address leads to that leads nowhere.
fn nowhere() -> Unsupported {
    Unsupported("damaged".to_owned())
}

/// The value at an address, as JSON for `src/runner/request/call-values.ts`; `unsupported` when it cannot cross.
pub fn read(memory: &[u8], types: &Types, object: u32) -> String {
    let mut reader = Reader { memory, types, room: Room::new(), json: String::new() };
    match reader.value(object, 0) {
        Ok(()) => reader.json,
        Err(Unsupported(what)) => {
            format!(r#"{{"type":"unsupported","value":{}}}"#, text::quoted(what.encode_utf16()))
        }
    }
}

struct Reader<'a> {
    memory: &'a [u8],
    types: &'a Types,
    room: Room,
    json: String,
}

impl Reader<'_> {
    fn value(&mut self, object: u32, depth: u32) -> Result<(), Unsupported> {
        let kind = self.kind_of(object)?;
        if depth > MAX_DEPTH || !self.room.take_items(1) {
            return Err(too_much(kind));
        }
        self.json.push_str(r#"{"type":""#);
        self.json.push_str(kind.name());
        self.json.push('"');
        match kind {
            Kind::None => {}
            Kind::Bool => {
                let value = self.word(object, SIZE)? != 0;
                self.json.push_str(if value { r#","value":true"# } else { r#","value":false"# });
            }
            Kind::Int | Kind::Float | Kind::Bytes => {
                let text = self.plain(kind, object)?;
                self.json.push_str(&format!(r#","value":"{text}""#));
            }
            Kind::Str => {
                let text = self.str(object)?;
                self.json.push_str(&format!(r#","value":{text}"#));
            }
            Kind::List | Kind::Tuple | Kind::Set | Kind::Frozenset => {
                let items = self.items_of(kind, object)?;
                self.json.push(',');
                self.items(&items, kind, depth + 1)?;
            }
            Kind::Dict => {
                let (keys, values) =
                    containers::dict(self.memory, object, &mut self.room).ok_or_else(|| self.unread(kind))?;
                self.json.push_str(r#","keys":{"#);
                self.items(&keys, kind, depth + 1)?;
                self.json.push_str(r#"},"values":{"#);
                self.items(&values, kind, depth + 1)?;
                self.json.push('}');
            }
        }
        self.json.push('}');
        Ok(())
    }

    /// Items that are all integers, all floats or all texts come together, in a quarter of the bytes.
    fn items(&mut self, items: &[u32], container: Kind, depth: u32) -> Result<(), Unsupported> {
        if items.len() > self.room.items() {
            return Err(too_much(container));
        }
        let first = items.first().map(|item| self.kind_of(*item)).transpose()?;
        let together = first.filter(|first| {
            matches!(first, Kind::Int | Kind::Float | Kind::Str)
                && items.iter().all(|item| self.kind_of(*item).as_ref() == Ok(first))
        });
        let Some(kind) = together else {
            self.json.push_str(r#""value":["#);
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    self.json.push(',');
                }
                self.value(*item, depth)?;
            }
            self.json.push(']');
            return Ok(());
        };
        if depth > MAX_DEPTH || !self.room.take_items(items.len()) {
            return Err(too_much(kind));
        }
        let (open, close) = if kind == Kind::Str { ('[', ']') } else { ('"', '"') };
        self.json.push_str(&format!(r#""of":"{}","value":{open}"#, kind.name()));
        for (index, item) in items.iter().enumerate() {
            let text = if kind == Kind::Str { self.str(*item)? } else { self.plain(kind, *item)? };
            if index > 0 {
                self.json.push(',');
            }
            self.json.push_str(&text);
        }
        self.json.push(close);
        Ok(())
    }

    /// What needs no quoting.
    fn plain(&mut self, kind: Kind, object: u32) -> Result<String, Unsupported> {
        match kind {
            Kind::Int => self.int(object),
            Kind::Float => {
                let bytes = self.bytes_at(object.wrapping_add(FLOAT_DATA), 8)?;
                let text = floats::repr(f64::from_le_bytes(bytes.try_into().map_err(|_| nowhere())?));
                self.take_text(kind, text.len())?;
                Ok(text)
            }
            _ => {
                let size = self.word(object, SIZE)? as usize;
                self.take_text(kind, size.saturating_mul(2))?;
                let bytes = self.bytes_at(object.wrapping_add(BYTES_DATA), size)?;
                Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
            }
        }
    }

    fn int(&mut self, object: u32) -> Result<String, Unsupported> {
        let size = self.word(object, SIZE)?.cast_signed();
        let count = size.unsigned_abs() as usize;
        // Before it is written down, which takes as much memory again.
        if !self.room.has_digits((count.saturating_sub(1)).saturating_mul(BITS_PER_DIGIT) / 4) {
            return Err(too_large(Kind::Int));
        }
        let words = self.bytes_at(object.wrapping_add(DIGITS), count.saturating_mul(4))?;
        let digits = words.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
        let text = text::hex(digits, BITS_PER_DIGIT);
        if !self.room.take_digits(text.len()) {
            return Err(too_large(Kind::Int));
        }
        Ok(if size < 0 { format!("-{text}") } else { text })
    }

    fn str(&mut self, object: u32) -> Result<String, Unsupported> {
        let points = text::points(self.memory, object, self.room.text()).ok_or_else(nowhere)?;
        let Some(points) = points else { return Err(too_large(Kind::Str)) };
        let units = text::utf16(points);
        self.take_text(Kind::Str, units.len())?;
        Ok(text::quoted(units.into_iter()))
    }

    fn take_text(&mut self, kind: Kind, length: usize) -> Result<(), Unsupported> {
        if self.room.take_text(length) { Ok(()) } else { Err(too_large(kind)) }
    }

    fn items_of(&mut self, kind: Kind, object: u32) -> Result<Vec<u32>, Unsupported> {
        let items = match kind {
            Kind::Set | Kind::Frozenset => containers::set(self.memory, object, &mut self.room),
            Kind::List => {
                let start = self.word(object, LIST_ITEMS)?;
                containers::row(self.memory, start, self.word(object, SIZE)?, &mut self.room)
            }
            _ => {
                containers::row(self.memory, object.wrapping_add(TUPLE_ITEMS), self.word(object, SIZE)?, &mut self.room)
            }
        };
        items.ok_or_else(|| self.unread(kind))
    }

    /// Why a container was not read: too much was looked at, or it leads nowhere.
    fn unread(&self, kind: Kind) -> Unsupported {
        if self.room.has_places() { nowhere() } else { too_large(kind) }
    }

    /// What is no plain type is told by its name: the last part of it, as `__name__` has it.
    fn kind_of(&self, object: u32) -> Result<Kind, Unsupported> {
        let found = type_of(self.memory, object).ok_or_else(nowhere)?;
        let Types { none, bool, int, float, str, bytes, list, tuple, set, frozenset, dict } = *self.types;
        let kinds = [
            (none, Kind::None),
            (bool, Kind::Bool),
            (int, Kind::Int),
            (float, Kind::Float),
            (str, Kind::Str),
            (bytes, Kind::Bytes),
            (list, Kind::List),
            (tuple, Kind::Tuple),
            (set, Kind::Set),
            (frozenset, Kind::Frozenset),
            (dict, Kind::Dict),
        ];
        match kinds.into_iter().find(|(address, _)| *address == found) {
            Some((_, kind)) => Ok(kind),
            None => Err(Unsupported(self.type_name(found).ok_or_else(nowhere)?)),
        }
    }

    fn type_name(&self, kind: u32) -> Option<String> {
        let start = word(self.memory, kind.checked_add(TYPE_NAME)?)? as usize;
        let bytes = self.memory.get(start..)?;
        let bytes = &bytes[..bytes.len().min(MAX_NAME_BYTES)];
        let name = String::from_utf8_lossy(bytes.split(|byte| *byte == 0).next()?).into_owned();
        let name = name.rsplit('.').next().unwrap_or_default();
        let is_whole = name.chars().nth(MAX_NAME).is_none();
        Some(if is_whole { name.to_owned() } else { name.chars().take(MAX_NAME - 1).chain(['…']).collect() })
    }

    fn word(&self, object: u32, field: u32) -> Result<u32, Unsupported> {
        object.checked_add(field).and_then(|at| word(self.memory, at)).ok_or_else(nowhere)
    }

    fn bytes_at(&self, start: u32, count: usize) -> Result<&[u8], Unsupported> {
        let start = start as usize;
        self.memory.get(start..start.saturating_add(count)).ok_or_else(nowhere)
    }
}

fn too_much(kind: Kind) -> Unsupported {
    Unsupported(format!("{} (too deep or too many items)", kind.name()))
}

fn too_large(kind: Kind) -> Unsupported {
    Unsupported(format!("{} (too large)", kind.name()))
}

#[cfg(test)]
mod tests;
