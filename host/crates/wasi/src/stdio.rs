//! The guest's three streams. They are pipes to the guest: of unknown type, not seekable, never a terminal. Only `stat` sees a
//! file where it is known how much there is to read: programs reserve that much, and read it at once.

use std::collections::VecDeque;

use super::abi::{Filestat, Filetype};
use super::stop::Stop;

/// Where stdin comes from.
pub trait Stdin {
    /// Fills the front of `buf` and tells how much; 0 is the end. May wait for more to come.
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, Stop>;
}

/// Where output goes.
pub trait Sink {
    /// Takes all of `bytes`.
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop>;

    /// Sends on what it has gathered; asked for now and then while the guest runs.
    fn flush(&mut self) -> Result<(), Stop> {
        Ok(())
    }
}

/// Streams that nobody is at the other end of.
pub struct Nothing;

impl Stdin for Nothing {
    fn read(&mut self, _buf: &mut [u8]) -> Result<usize, Stop> {
        Ok(0)
    }
}

impl Sink for Nothing {
    fn write(&mut self, _stream: Stream, _bytes: &[u8]) -> Result<(), Stop> {
        Ok(())
    }
}

/// An output stream, by the number of the descriptor that it has at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Stream {
    Stdout = 1,
    Stderr = 2,
}

/// As much is read ahead for a line.
const LINE_PIECE: usize = 4096;

/// What one output stream has kept of what was written.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct StreamUsage {
    /// Bytes that were passed on.
    pub kept: u64,
    /// Whether the guest wrote more than its limit.
    pub truncated: bool,
}

pub struct Streams {
    stdin: Box<dyn Stdin + Send>,
    stdin_bytes: Option<u64>,
    lines: bool,
    /// What was read for a line and lies behind it.
    ahead: VecDeque<u8>,
    line_over: bool,
    ended: bool,
    output: Box<dyn Sink + Send>,
    limit: u64,
    stdout: StreamUsage,
    stderr: StreamUsage,
    last: Stream,
}

impl Streams {
    /// `limit` is the most bytes that each of stdout and stderr keeps.
    pub fn new(stdin: Box<dyn Stdin + Send>, output: Box<dyn Sink + Send>, limit: u64) -> Self {
        Streams {
            stdin,
            stdin_bytes: None,
            lines: false,
            ahead: VecDeque::new(),
            line_over: false,
            ended: false,
            output,
            limit,
            stdout: StreamUsage::default(),
            stderr: StreamUsage::default(),
            last: Stream::Stdout,
        }
    }

    /// The same streams, where stdin has so many bytes if that is known; with `lines` a read of it ends with a line.
    pub fn with_stdin(self, stdin_bytes: Option<u64>, lines: bool) -> Self {
        Streams { stdin_bytes, lines, ..self }
    }

    /// What `stat` tells of stdin.
    pub fn stdin_stat(&self) -> Filestat {
        match self.stdin_bytes {
            Some(size) => Filestat { filetype: Filetype::RegularFile, size, ..Filestat::STREAM },
            None => Filestat::STREAM,
        }
    }

    /// Fills all of `buf` unless stdin ends before, or a line where reads end with one. How stdin arrives in pieces makes no
    /// difference to the guest.
    pub fn read(&mut self, buf: &mut [u8]) -> Result<usize, Stop> {
        if self.lines {
            return self.read_line(buf);
        }
        let mut filled = 0;
        while filled < buf.len() && !self.ended {
            let count = self.stdin.read(&mut buf[filled..])?.min(buf.len() - filled);
            filled += count;
            self.ended = count == 0;
        }
        Ok(filled)
    }

    fn read_line(&mut self, buf: &mut [u8]) -> Result<usize, Stop> {
        let mut filled = 0;
        self.line_over = false;
        while filled < buf.len() && !self.line_over {
            if let Some(byte) = self.ahead.pop_front() {
                buf[filled] = byte;
                filled += 1;
                self.line_over = byte == b'\n';
            } else if self.ended {
                break;
            } else {
                let mut piece = [0; LINE_PIECE];
                let count = self.stdin.read(&mut piece)?;
                self.ahead.extend(&piece[..count]);
                self.ended = count == 0;
            }
        }
        Ok(filled)
    }

    /// Whether the last read ended with a line, where reads do: nothing is to be read into further buffers.
    pub fn line_is_over(&self) -> bool {
        self.line_over
    }

    /// Passes `bytes` on, or what is left of them up to the limit, which ends the run.
    pub fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        let usage = match stream {
            Stream::Stdout => &mut self.stdout,
            Stream::Stderr => &mut self.stderr,
        };
        self.last = stream;
        let room = usize::try_from(self.limit - usage.kept).unwrap_or(usize::MAX);
        let head = &bytes[..bytes.len().min(room)];
        usage.kept += head.len() as u64;
        usage.truncated = head.len() < bytes.len();
        let truncated = usage.truncated;
        if !head.is_empty() {
            self.output.write(stream, head)?;
        }
        if truncated { Err(Stop::OutputLimit) } else { Ok(()) }
    }

    /// Sends on what was written.
    pub fn flush(&mut self) -> Result<(), Stop> {
        self.output.flush()
    }

    /// The stream that was written to last; stdout in the beginning.
    pub fn last(&self) -> Stream {
        self.last
    }

    /// What stdout and stderr have kept.
    pub fn usage(&self) -> [StreamUsage; 2] {
        [self.stdout, self.stderr]
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    struct Pieces(Vec<Vec<u8>>);

    impl Stdin for Pieces {
        fn read(&mut self, buf: &mut [u8]) -> Result<usize, Stop> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let piece = self.0.remove(0);
            buf[..piece.len()].copy_from_slice(&piece);
            Ok(piece.len())
        }
    }

    type Written = Vec<(Stream, Vec<u8>)>;

    #[derive(Clone, Default)]
    struct Collected(Arc<Mutex<Written>>);

    impl Sink for Collected {
        fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
            self.0.lock().unwrap().push((stream, bytes.to_vec()));
            Ok(())
        }
    }

    fn streams(pieces: &[&[u8]], limit: u64) -> (Streams, Collected) {
        let collected = Collected::default();
        let stdin = Pieces(pieces.iter().map(|piece| piece.to_vec()).collect());
        (Streams::new(Box::new(stdin), Box::new(collected.clone()), limit), collected)
    }

    #[test]
    fn a_read_is_filled_from_many_pieces() {
        let (mut streams, _) = streams(&[b"ab", b"c", b"de"], 0);
        let mut buf = [0; 5];
        assert_eq!(streams.read(&mut buf), Ok(5));
        assert_eq!(&buf, b"abcde");
    }

    #[test]
    fn a_read_of_lines_ends_with_a_line_whatever_the_pieces() {
        for pieces in [&[&b"ab\ncd\nef"[..]][..], &[b"a", b"b\nc", b"d\n", b"ef"]] {
            let (streams, _) = streams(pieces, 0);
            let mut streams = streams.with_stdin(None, true);
            let mut buf = [0; 5];
            assert_eq!((streams.read(&mut buf), streams.line_is_over()), (Ok(3), true));
            assert_eq!(&buf[..3], b"ab\n");
            assert_eq!((streams.read(&mut buf[..2]), streams.line_is_over()), (Ok(2), false));
            assert_eq!((streams.read(&mut buf[..1]), streams.line_is_over()), (Ok(1), true));
            assert_eq!((streams.read(&mut buf), streams.line_is_over()), (Ok(2), false));
            assert_eq!(streams.read(&mut buf), Ok(0));
        }
    }

    #[test]
    fn the_end_of_stdin_stays_the_end() {
        let (mut streams, _) = streams(&[b"ab", b"", b"never"], 0);
        let mut buf = [0; 5];
        assert_eq!(streams.read(&mut buf), Ok(2));
        assert_eq!(streams.read(&mut buf), Ok(0));
    }

    #[test]
    fn output_that_fills_its_limit_is_whole() {
        let (mut streams, collected) = streams(&[], 4);
        assert_eq!(streams.write(Stream::Stdout, b"abcd"), Ok(()));
        assert_eq!(streams.write(Stream::Stdout, b""), Ok(()));
        assert_eq!(streams.usage()[0], StreamUsage { kept: 4, truncated: false });
        assert_eq!(*collected.0.lock().unwrap(), [(Stream::Stdout, b"abcd".to_vec())]);
    }

    #[test]
    fn output_past_its_limit_keeps_the_head_and_ends_the_run() {
        let (mut streams, collected) = streams(&[], 4);
        assert_eq!(streams.write(Stream::Stderr, b"abc"), Ok(()));
        assert_eq!(streams.write(Stream::Stderr, b"def"), Err(Stop::OutputLimit));
        assert_eq!(streams.usage(), [StreamUsage::default(), StreamUsage { kept: 4, truncated: true }]);
        assert_eq!(collected.0.lock().unwrap()[1], (Stream::Stderr, b"d".to_vec()));
    }

    #[test]
    fn each_stream_has_its_own_limit() {
        let (mut streams, _) = streams(&[], 4);
        assert_eq!(streams.write(Stream::Stdout, b"abcd"), Ok(()));
        assert_eq!(streams.write(Stream::Stderr, b"abcd"), Ok(()));
    }
}
