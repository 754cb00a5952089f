use super::*;

const TYPES: Types =
    Types { none: 1, bool: 2, int: 3, float: 4, str: 5, bytes: 6, list: 7, tuple: 8, set: 9, frozenset: 10, dict: 11 };

/// Memory that grows by objects.
struct Memory(Vec<u8>);

impl Memory {
    fn new() -> Self {
        Self(vec![0; 64])
    }

    fn object(&mut self, kind: u32, words: &[u32]) -> u32 {
        let at = self.0.len() as u32;
        for word in [1, kind].iter().chain(words) {
            self.0.extend(word.to_le_bytes());
        }
        at
    }

    fn tuple(&mut self, items: &[u32]) -> u32 {
        let size = items.len() as u32;
        self.object(TYPES.tuple, &[&[size], items].concat())
    }
}

#[test]
fn integers_keep_their_sign_and_come_together() {
    let mut memory = Memory::new();
    let (one, minus) =
        (memory.object(TYPES.int, &[1, 255]), memory.object(TYPES.int, &[(-2i32).cast_unsigned(), 0, 4]));
    let zero = memory.object(TYPES.int, &[0]);
    let all = memory.tuple(&[one, minus, zero]);
    assert_eq!(read(&memory.0, &TYPES, all), r#"{"type":"tuple","of":"int","value":"ff,-100000000,0"}"#);
}

#[test]
fn a_value_that_holds_itself_ends_at_the_greatest_depth() {
    let mut memory = Memory::new();
    let own = memory.0.len() as u32;
    memory.tuple(&[own]);
    assert_eq!(read(&memory.0, &TYPES, own), r#"{"type":"unsupported","value":"tuple (too deep or too many items)"}"#);
}

#[test]
fn items_are_counted_over_the_whole_answer() {
    let mut memory = Memory::new();
    let none = memory.object(TYPES.none, &[]);
    let row = memory.tuple(&[none; 1000]);
    let of = |memory: &mut Memory, rows: usize| {
        let all = memory.tuple(&vec![row; rows]);
        read(&memory.0, &TYPES, all)
    };
    assert!(of(&mut memory, 99).starts_with(r#"{"type":"tuple","value":[{"#));
    assert!(of(&mut memory, 100).contains("too many items"));
}

#[test]
fn addresses_that_lead_nowhere_and_sizes_that_lie_are_damage() {
    let damaged = r#"{"type":"unsupported","value":"damaged"}"#;
    let mut memory = Memory::new();
    let lying = memory.object(TYPES.tuple, &[9]);
    assert_eq!(read(&memory.0, &TYPES, lying), damaged);
    let huge = memory.object(TYPES.tuple, &[u32::MAX]);
    assert_eq!(read(&memory.0, &TYPES, huge), r#"{"type":"unsupported","value":"tuple (too large)"}"#);
    let list = memory.object(TYPES.list, &[1, u32::MAX - 2]);
    assert_eq!(read(&memory.0, &TYPES, list), damaged);
    let dict = memory.object(TYPES.dict, &[1, 0, 0, 0, 0, u32::MAX, 0]);
    assert_eq!(read(&memory.0, &TYPES, dict), damaged);
    let set = memory.object(TYPES.set, &[1, 1, 7, u32::MAX - 9]);
    assert_eq!(read(&memory.0, &TYPES, set), damaged);
    assert_eq!(read(&memory.0, &TYPES, u32::MAX), damaged);
}

#[test]
fn a_large_table_is_not_looked_at_again_and_again() {
    let mut memory = Memory::new();
    let table = memory.0.len() as u32;
    memory.0.resize(memory.0.len() + (8 << 20), 0);
    let sparse = memory.object(TYPES.set, &[0, 0, (1 << 20) - 1, table]);
    let some = memory.tuple(&[sparse; 15]);
    assert!(!read(&memory.0, &TYPES, some).contains("unsupported"));
    let many = memory.tuple(&[sparse; 17]);
    assert_eq!(read(&memory.0, &TYPES, many), r#"{"type":"unsupported","value":"set (too large)"}"#);
}

#[test]
fn other_types_are_told_by_the_last_part_of_their_name() {
    let mut memory = Memory::new();
    let name = memory.0.len() as u32;
    memory.0.extend(b"collections.deque\0\0\0");
    let kind = memory.object(0, &[0, name]);
    let one = memory.object(kind, &[]);
    assert_eq!(read(&memory.0, &TYPES, one), r#"{"type":"unsupported","value":"deque"}"#);
}
