//! What is downloaded: made, not stored, and different from one block to the next.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use crate::Result;

/// A block begins with its number, so that one in the wrong place shows.
const BLOCK: usize = 256 * 1024;

/// The block with a number, in the place of another one.
pub(crate) struct Block(Vec<u8>);

impl Block {
    pub(crate) fn new() -> Self {
        // Nothing that a file system could find to be all zeros.
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let words = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        });
        Block(words.take(BLOCK / 8).flatten().collect())
    }

    fn number(&mut self, number: u64) -> &[u8] {
        if let Some(start) = self.0.first_chunk_mut() {
            *start = number.to_le_bytes();
        }
        &self.0
    }

    /// Writes the bytes from one offset to another.
    pub(crate) fn write(&mut self, to: &mut impl Write, from: u64, end: u64) -> io::Result<()> {
        let (mut at, size) = (from, BLOCK as u64);
        while at < end {
            let begin = at / size * size;
            let block = self.number(at / size);
            let range = (at - begin) as usize..(end - begin).min(size) as usize;
            to.write_all(block.get(range).unwrap_or_default())?;
            at = begin + size;
        }
        Ok(())
    }
}

/// That a file holds so many bytes, and the right ones.
pub(crate) fn check(path: &Path, bytes: u64) -> Result<()> {
    let (mut file, mut block) = (File::open(path)?, Block::new());
    if file.metadata()?.len() != bytes {
        return Err("what arrived has the wrong length".into());
    }
    let mut found = vec![0; BLOCK];
    for number in 0..bytes / BLOCK as u64 {
        file.read_exact(&mut found)?;
        if found != block.number(number) {
            return Err(format!("what arrived is wrong at block {number}").into());
        }
    }
    Ok(())
}
