//! The interpreter's objects, read and written in a guest's memory. The guest owns it: an address that leads outside, or to
//! an object of another type, is damage that the program did.

use wasmtime::{Error, Memory, Store, format_err};

use crate::messages;
use crate::objects::{BYTEARRAY_START, BYTES_DATA, SIZE, type_of, word};

pub struct Heap(pub Memory);

impl Heap {
    pub fn type_of<T>(&self, store: &Store<T>, object: u32) -> Result<u32, Error> {
        type_of(self.0.data(store), object).ok_or_else(damaged)
    }

    /// What a `bytes` object holds, if it is one by its type, and at most so many.
    pub fn bytes<'s, T>(
        &self,
        store: &'s Store<T>,
        object: u32,
        bytes_type: u32,
        most: usize,
    ) -> Result<&'s [u8], Error> {
        if self.type_of(store, object)? != bytes_type {
            return Err(damaged());
        }
        let size = self.word(store, object.saturating_add(SIZE))? as usize;
        if size > most {
            return Err(damaged());
        }
        let start = (object as usize).saturating_add(BYTES_DATA as usize);
        let end = start.saturating_add(size);
        self.0.data(store).get(start..end).ok_or_else(damaged)
    }

    /// Writes into what a `bytearray` holds.
    pub fn write<T>(&self, store: &mut Store<T>, bytearray: u32, offset: u32, bytes: &[u8]) -> Result<(), Error> {
        let start = self.word(store, bytearray + BYTEARRAY_START)?.checked_add(offset).ok_or_else(damaged)? as usize;
        let end = start.saturating_add(bytes.len());
        let target = self.0.data_mut(store).get_mut(start..end).ok_or_else(damaged)?;
        target.copy_from_slice(bytes);
        Ok(())
    }

    pub fn word<T>(&self, store: &Store<T>, address: u32) -> Result<u32, Error> {
        word(self.0.data(store), address).ok_or_else(damaged)
    }

    pub fn put_word<T>(&self, store: &mut Store<T>, address: u32, value: u32) -> Result<(), Error> {
        let at = address as usize;
        let target = self.0.data_mut(store).get_mut(at..at.saturating_add(4)).ok_or_else(damaged)?;
        target.copy_from_slice(&value.to_le_bytes());
        Ok(())
    }
}

pub fn damaged() -> Error {
    format_err!("{}", messages::interpreter_damaged())
}
