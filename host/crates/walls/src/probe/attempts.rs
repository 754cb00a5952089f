//! What the probes try. Most are bare system calls: the libraries above them might do something else.

use std::ffi::CString;
use std::fs::File;
use std::io::{self, Write};
use std::net::TcpStream;
use std::os::fd::IntoRawFd;
use std::os::unix::net::UnixStream;
use std::ptr::null;

use libc::{c_long, c_ulong};

use super::{Attempt, Prepare, foreign};

const PAGE: c_long = 4096;
const GIB: c_long = 1 << 30;
/// `F_SETSIG` of fcntl(2) and `FIOSETOWN` of ioctl(2): the `libc` crate does not have them for every system.
const F_SETSIG: c_long = 10;
const FIOSETOWN: c_long = 0x8901;
/// The descriptor that a test lets a host inherit, above those that it opens itself.
const INHERITED: c_long = 9;

pub const ATTEMPTS: &[(&str, Prepare)] = &[
    // ---- starting things ----
    ("execute", |_| {
        let (path, word) = (c"/bin/echo", c"done");
        let argv = [path.as_ptr(), word.as_ptr(), null()];
        attempt(move || call(libc::SYS_execve, &[address(path.as_ptr()), address(argv.as_ptr()), 0]))
    }),
    ("fork", |_| {
        attempt(|| match call(libc::SYS_clone, &[c_long::from(libc::SIGCHLD), 0, 0, 0, 0])? {
            0 => call(libc::SYS_exit_group, &[0]),
            child => call(libc::SYS_wait4, &[child, 0, 0, 0]),
        })
    }),
    // The one that has to succeed: workers need threads.
    ("thread", |_| Ok(Box::new(|| std::thread::Builder::new().spawn(|| ())?.join().map_err(|_| io::Error::other(""))))),
    // ---- the network ----
    ("socket", |_| {
        attempt(|| call(libc::SYS_socket, &[c_long::from(libc::AF_INET), c_long::from(libc::SOCK_STREAM), 0]))
    }),
    ("connect", |address_text| {
        let socket = call(libc::SYS_socket, &[c_long::from(libc::AF_INET), c_long::from(libc::SOCK_STREAM), 0])?;
        let port: u16 = address_text.parse().unwrap_or_default();
        let to = libc::sockaddr_in {
            sin_family: libc::AF_INET as u16,
            sin_port: port.to_be(),
            sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes([127, 0, 0, 1]) },
            sin_zero: [0; 8],
        };
        attempt(move || call(libc::SYS_connect, &[socket, address(&raw const to), size_of_val(&to) as c_long]))
    }),
    ("send", |port| {
        let mut stream = TcpStream::connect(("127.0.0.1", port.parse().unwrap_or_default()))?;
        Ok(Box::new(move || stream.write_all(b"x")))
    }),
    // ---- files ----
    ("read", |path| {
        let path = c_string(path)?;
        attempt(move || open(&path, libc::O_RDONLY))
    }),
    ("write", |path| {
        let path = c_string(path)?;
        attempt(move || open(&path, libc::O_WRONLY | libc::O_CREAT))
    }),
    ("look", |path| {
        let path = c_string(path)?;
        let stat = vec![0u8; 4096];
        attempt(move || {
            call(
                libc::SYS_newfstatat,
                &[c_long::from(libc::AT_FDCWD), address(path.as_ptr()), address(stat.as_ptr()), 0],
            )
        })
    }),
    ("remove", |path| {
        let path = c_string(path)?;
        attempt(move || call(libc::SYS_unlinkat, &[c_long::from(libc::AT_FDCWD), address(path.as_ptr()), 0]))
    }),
    ("fill", |path| {
        let mut file = File::create(path)?;
        Ok(Box::new(move || file.write_all(b"x")))
    }),
    ("memory-file", |_| attempt(|| call(libc::SYS_memfd_create, &[address(c"x".as_ptr()), 0]))),
    // ---- new code ----
    ("map-code", |_| attempt(|| map(PAGE, libc::PROT_READ | libc::PROT_EXEC))),
    ("make-code", |_| {
        let page = map(PAGE, libc::PROT_READ | libc::PROT_WRITE)?;
        attempt(move || call(libc::SYS_mprotect, &[page, PAGE, c_long::from(libc::PROT_READ | libc::PROT_EXEC)]))
    }),
    ("make-code-by-key", |_| {
        let page = map(PAGE, libc::PROT_READ | libc::PROT_WRITE)?;
        let protection = c_long::from(libc::PROT_READ | libc::PROT_EXEC);
        attempt(move || call(libc::SYS_pkey_mprotect, &[page, PAGE, protection, -1]))
    }),
    // After this, memory that may be read may be executed as well.
    ("imply-code", |_| attempt(|| call(libc::SYS_personality, &[c_long::from(libc::READ_IMPLIES_EXEC)]))),
    // ---- other processes ----
    ("signal-parent", |_| attempt(|| call(libc::SYS_kill, &[parent(), c_long::from(libc::SIGURG)]))),
    ("signal-thread", |_| attempt(|| call(libc::SYS_tgkill, &[parent(), parent(), c_long::from(libc::SIGURG)]))),
    ("hold-parent", |_| attempt(|| call(libc::SYS_pidfd_open, &[parent(), 0]))),
    // Somebody else is to have a signal when something comes: which process, which signal, and by the older call.
    ("own-socket", |_| {
        let socket = one_of_a_pair()?;
        attempt(move || call(libc::SYS_fcntl, &[socket, c_long::from(libc::F_SETOWN), parent()]))
    }),
    ("choose-signal", |_| {
        let socket = one_of_a_pair()?;
        attempt(move || call(libc::SYS_fcntl, &[socket, F_SETSIG, c_long::from(libc::SIGKILL)]))
    }),
    ("own-socket-by-ioctl", |_| {
        let (socket, owner) = (one_of_a_pair()?, parent() as i32);
        attempt(move || call(libc::SYS_ioctl, &[socket, FIOSETOWN, address(&raw const owner)]))
    }),
    ("read-parent", |_| {
        let path = c_string(&format!("/proc/{}/environ", parent()))?;
        attempt(move || open(&path, libc::O_RDONLY))
    }),
    ("trace", |_| attempt(|| call(libc::SYS_ptrace, &[c_long::from(libc::PTRACE_TRACEME), 0, 0, 0]))),
    ("limit-parent", |_| {
        let limits = [0u64; 2];
        attempt(move || {
            call(libc::SYS_prlimit64, &[parent(), c_long::from(libc::RLIMIT_CORE), 0, address(limits.as_ptr())])
        })
    }),
    // ---- the kernel's darker corners, called so that they would complain about their arguments ----
    ("copy-memory", |_| attempt(|| call(libc::SYS_process_vm_readv, &[-1, 0, 0, 0, 0, 0]))),
    ("ring", |_| attempt(|| call(libc::SYS_io_uring_setup, &[0, 0]))),
    ("filter", |_| attempt(|| call(libc::SYS_bpf, &[-1, 0, 0]))),
    ("namespace", |_| attempt(|| call(libc::SYS_unshare, &[-1]))),
    ("mount", |_| attempt(|| call(libc::SYS_mount, &[0, 0, 0, 0, 0]))),
    ("keys", |_| attempt(|| call(libc::SYS_keyctl, &[-1, 0, 0, 0, 0]))),
    ("performance", |_| attempt(|| call(libc::SYS_perf_event_open, &[0, 0, 0, 0, 0]))),
    ("faults", |_| attempt(|| call(libc::SYS_userfaultfd, &[-1]))),
    ("clone3", |_| attempt(|| call(libc::SYS_clone3, &[0, 0]))),
    // ---- the same calls by the numbers of other interfaces ----
    ("x32", |_| attempt(|| call(foreign::X32 | libc::SYS_getpid, &[]))),
    ("i386", |_| attempt(foreign::getpid_of_i386)),
    // ---- what the process has given up ----
    ("descriptors", |_| {
        attempt(|| {
            loop {
                call(libc::SYS_dup, &[0])?;
            }
        })
    }),
    ("memory", |_| attempt(|| map(GIB, libc::PROT_READ | libc::PROT_WRITE))),
    ("inherited", |_| attempt(|| call(libc::SYS_lseek, &[INHERITED, 0, c_long::from(libc::SEEK_CUR)]))),
    ("variable", |name| {
        let name = name.to_owned();
        holds(move || Ok(std::env::var_os(&name).is_some()))
    }),
    ("session", |_| holds(|| Ok(call(libc::SYS_getsid, &[0])? != c_long::from(std::process::id() as i32)))),
    ("dump", |_| holds(|| Ok(call(libc::SYS_prctl, &[c_long::from(libc::PR_GET_DUMPABLE), 0, 0, 0, 0])? != 0))),
    ("privileges", |_| {
        holds(|| Ok(call(libc::SYS_prctl, &[c_long::from(libc::PR_GET_NO_NEW_PRIVS), 0, 0, 0, 0])? == 0))
    }),
    // Says that it is there, and stays until somebody kills it.
    ("outlive", |_| {
        Ok(Box::new(|| {
            println!("{}", std::process::id());
            loop {
                call(libc::SYS_futex, &[address(&raw const STILL), c_long::from(libc::FUTEX_WAIT), 0, 0])?;
            }
        }))
    }),
];

/// Nothing wakes who waits for this to change.
static STILL: u32 = 0;

fn attempt(act: impl FnOnce() -> io::Result<c_long> + 'static) -> io::Result<Attempt> {
    Ok(Box::new(move || act().map(drop)))
}

/// An attempt that is done if something still holds.
fn holds(check: impl FnOnce() -> io::Result<bool> + 'static) -> io::Result<Attempt> {
    Ok(Box::new(move || if check()? { Ok(()) } else { Err(io::Error::from_raw_os_error(0)) }))
}

fn open(path: &CString, flags: i32) -> io::Result<c_long> {
    call(libc::SYS_openat, &[c_long::from(libc::AT_FDCWD), address(path.as_ptr()), c_long::from(flags), 0o600])
}

fn map(bytes: c_long, protection: i32) -> io::Result<c_long> {
    let flags = c_long::from(libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    call(libc::SYS_mmap, &[0, bytes, c_long::from(protection), flags, -1, 0])
}

/// A socket whose other end stays open with it.
fn one_of_a_pair() -> io::Result<c_long> {
    let (one, other) = UnixStream::pair()?;
    std::mem::forget(other);
    Ok(c_long::from(one.into_raw_fd()))
}

fn parent() -> c_long {
    c_long::from(std::os::unix::process::parent_id() as i32)
}

fn c_string(text: &str) -> io::Result<CString> {
    Ok(CString::new(text)?)
}

fn address<T>(pointer: *const T) -> c_long {
    pointer as c_ulong as c_long
}

/// A system call with its arguments, missing ones zero.
fn call(number: c_long, arguments: &[c_long]) -> io::Result<c_long> {
    let at = |index: usize| arguments.get(index).copied().unwrap_or(0);
    // SAFETY: every pointer among the arguments is null, or to something that lives until the probe's process ends, and is
    // as large as its call may write; the only new mappings are where nothing was.
    match unsafe { libc::syscall(number, at(0), at(1), at(2), at(3), at(4), at(5)) } {
        -1 => Err(io::Error::last_os_error()),
        value => Ok(value),
    }
}
