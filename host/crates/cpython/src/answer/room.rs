//! How much of an answer may still come.

/// As `src/runner/request/call-values.ts` has them: items, UTF-16 units of text and bytes in hex, and digits of integers in hex, each of
/// the whole answer.
const MAX_ITEMS: usize = 100_000;
const MAX_TEXT: usize = 1 << 20;
const MAX_HEX_DIGITS: usize = 2 * 131_072;
/// Places of tables that are looked at, empty ones among them: a table may be far larger than what is in it, and stand in an
/// answer many times.
const MAX_PLACES: usize = 1 << 24;

pub struct Room {
    items: usize,
    text: usize,
    digits: usize,
    places: usize,
}

impl Room {
    pub fn new() -> Self {
        Self { items: MAX_ITEMS, text: MAX_TEXT, digits: MAX_HEX_DIGITS, places: MAX_PLACES }
    }

    pub fn items(&self) -> usize {
        self.items
    }

    pub fn text(&self) -> usize {
        self.text
    }

    pub fn has_digits(&self, count: usize) -> bool {
        count <= self.digits
    }

    pub fn has_places(&self) -> bool {
        self.places > 0
    }

    pub fn take_items(&mut self, count: usize) -> bool {
        take(&mut self.items, count)
    }

    pub fn take_text(&mut self, count: usize) -> bool {
        take(&mut self.text, count)
    }

    pub fn take_digits(&mut self, count: usize) -> bool {
        take(&mut self.digits, count)
    }

    pub fn take_places(&mut self, count: usize) -> bool {
        take(&mut self.places, count)
    }
}

fn take(room: &mut usize, count: usize) -> bool {
    let left = room.checked_sub(count);
    *room = left.unwrap_or(0);
    left.is_some()
}
