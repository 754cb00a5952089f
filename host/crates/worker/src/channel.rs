//! Both ends of the conversation inside the host: the inbox that a reader thread fills, and the outbox that a run shares
//! with the worker. Output is gathered into chunks, so that a guest that prints a line at a time is not a frame at a time.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use fuelcell_protocol::{FromHost, ToHost};
use fuelcell_wasi::{Sink, Stdin, Stop, Stream};
use serde::Serialize;
use serde_bytes::ByteBuf;

use crate::messages;

/// Output is sent on when this many bytes of one stream have come together.
const OUTPUT_CHUNK_BYTES: usize = 64 * 1024;

/// Messages from the runner, in order.
#[derive(Clone)]
pub struct Inbox(Arc<Mutex<Source>>);

enum Source {
    /// Frames are read when they are asked for: the process has one thread until its walls stand.
    Stdin,
    /// A thread reads ahead. What comes for the worker while a run waits for stdin is put off.
    Thread { receiver: Receiver<ToHost>, put_off: VecDeque<ToHost> },
}

impl Source {
    fn of(receiver: Receiver<ToHost>) -> Self {
        Self::Thread { receiver, put_off: VecDeque::new() }
    }
}

impl Inbox {
    pub fn of_stdin() -> Self {
        Self(Arc::new(Mutex::new(Source::Stdin)))
    }

    /// Starts the thread that reads frames from now on. It ends the whole process when the runner has gone, whatever goes on
    /// then: nobody is left to answer.
    pub fn read_ahead(&self) {
        let mut source = self.lock();
        if let Source::Thread { .. } = *source {
            return;
        }
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let code = read_all(&mut io::stdin().lock(), &sender);
            std::process::exit(code);
        });
        *source = Source::of(receiver);
    }

    /// Whether a thread reads already.
    pub fn reads_ahead(&self) -> bool {
        matches!(*self.lock(), Source::Thread { .. })
    }

    /// The next message; `None` when no more can come.
    pub fn next(&self) -> Option<ToHost> {
        match &mut *self.lock() {
            Source::Thread { receiver, put_off } => put_off.pop_front().or_else(|| receiver.recv().ok()),
            Source::Stdin => match read_message(&mut io::stdin().lock()) {
                Ok(message) => message,
                Err(code) => std::process::exit(code),
            },
        }
    }

    /// The next piece of stdin for run `id`. Pieces for runs that have ended are dropped.
    fn next_input(&self, id: u32, deadline: Instant) -> Result<(Vec<u8>, bool), Stop> {
        let mut source = self.lock();
        let Source::Thread { receiver, put_off } = &mut *source else { return Err(Stop::CallerGone) };
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match receiver.recv_timeout(left) {
                Ok(ToHost::Input { id: to, data, last }) if to == id => return Ok((data.into_vec(), last)),
                Ok(forget @ ToHost::Forget { .. }) => put_off.push_back(forget),
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => return Err(Stop::Deadline),
                Err(RecvTimeoutError::Disconnected) => return Err(Stop::CallerGone),
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Source> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Receiver<ToHost>> for Inbox {
    fn from(receiver: Receiver<ToHost>) -> Self {
        Self(Arc::new(Mutex::new(Source::of(receiver))))
    }
}

fn read_all(input: &mut impl io::Read, sender: &Sender<ToHost>) -> i32 {
    loop {
        match read_message(input) {
            Ok(Some(message)) => {
                if sender.send(message).is_err() {
                    return 0;
                }
            }
            Ok(None) => return 0,
            Err(code) => return code,
        }
    }
}

/// One message; `None` at the end. What is no message is told on stderr, and gives the code to exit with.
fn read_message(input: &mut impl io::Read) -> Result<Option<ToHost>, i32> {
    let message = match fuelcell_protocol::read_frame(input) {
        Ok(Some(body)) => fuelcell_protocol::decode(&body).map(Some),
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    message.map_err(|error| {
        eprintln!("{}", messages::bad_frame(&error));
        2
    })
}

/// Where frames to the runner go. Clones write to the same place.
#[derive(Clone)]
pub struct Outbox(Arc<Mutex<Gather>>);

struct Gather {
    writer: Box<dyn Write + Send>,
    id: u32,
    stream: Stream,
    chunk: Vec<u8>,
}

impl Outbox {
    /// Frames to this process's stdout, unbuffered by the standard library.
    pub fn to_stdout() -> io::Result<Self> {
        let file = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        Ok(Self::to(io::BufWriter::with_capacity(2 * OUTPUT_CHUNK_BYTES, file)))
    }

    pub fn to(writer: impl Write + Send + 'static) -> Self {
        let writer = Box::new(writer);
        Self(Arc::new(Mutex::new(Gather { writer, id: 0, stream: Stream::Stdout, chunk: Vec::new() })))
    }

    /// Queues a message behind all output so far; nothing leaves before [`Outbox::flush`].
    pub fn push(&self, message: &impl Serialize) -> io::Result<()> {
        let mut gather = self.lock();
        gather.emit()?;
        fuelcell_protocol::write_frame(&mut gather.writer, message)
    }

    /// Sends on everything that has gathered.
    pub fn flush(&self) -> io::Result<()> {
        let mut gather = self.lock();
        gather.emit()?;
        gather.writer.flush()
    }

    /// Queues a message and sends everything on.
    pub fn send(&self, message: &impl Serialize) -> io::Result<()> {
        self.push(message)?;
        self.flush()
    }

    /// The sink for the output of run `id`.
    pub fn for_run(&self, id: u32) -> RunOutput {
        self.lock().id = id;
        RunOutput(self.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Gather> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gather {
    fn emit(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let data = ByteBuf::from(std::mem::take(&mut self.chunk));
        let stream = self.stream as u8;
        fuelcell_protocol::write_frame(&mut self.writer, &FromHost::Output { id: self.id, stream, data })
    }

    fn gather(&mut self, stream: Stream, bytes: &[u8]) -> io::Result<()> {
        if stream != self.stream {
            self.emit()?;
            self.stream = stream;
        }
        for piece in bytes.chunks(fuelcell_protocol::CHUNK_BYTES) {
            self.chunk.extend_from_slice(piece);
            if self.chunk.len() >= OUTPUT_CHUNK_BYTES {
                self.emit()?;
            }
        }
        Ok(())
    }
}

/// What a guest's stdout and stderr are written to.
pub struct RunOutput(Outbox);

impl Sink for RunOutput {
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        self.0.lock().gather(stream, bytes).map_err(|_| Stop::CallerGone)
    }

    fn flush(&mut self) -> Result<(), Stop> {
        self.0.flush().map_err(|_| Stop::CallerGone)
    }
}

/// A guest's stdin: what came with the request, then what the runner sends when asked.
pub struct RunInput {
    pub id: u32,
    pub inbox: Inbox,
    pub outbox: Outbox,
    pub deadline: Instant,
    pub rest: Vec<u8>,
    pub taken: usize,
    pub last: bool,
}

impl Stdin for RunInput {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Stop> {
        while self.taken == self.rest.len() && !self.last {
            self.outbox.send(&FromHost::Pull { id: self.id }).map_err(|_| Stop::CallerGone)?;
            (self.rest, self.last) = self.inbox.next_input(self.id, self.deadline)?;
            self.taken = 0;
        }
        let count = buffer.len().min(self.rest.len() - self.taken);
        buffer[..count].copy_from_slice(&self.rest[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}
