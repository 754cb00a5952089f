//! System calls by other numbers than this program's own: a filter that knows one set must not let the others pass.

use std::io;

use libc::c_long;

/// Marks a call's number as one of the x32 interface (`arch/x86/include/uapi/asm/unistd.h`).
pub const X32: c_long = 0x4000_0000;

/// `getpid` as a 32-bit program asks for it, by a number that this program may use for something else. Where the system does not know such programs, this ends the process.
#[cfg(target_arch = "x86_64")]
pub fn getpid_of_i386() -> io::Result<c_long> {
    const GETPID: i32 = 20; // arch/x86/entry/syscalls/syscall_32.tbl
    let pid: i32;
    // SAFETY: the call reads and writes no memory; a 32-bit call leaves all registers but the result as they are, except
    // that the kernel may clear the upper eight.
    unsafe {
        core::arch::asm!("int 0x80", inlateout("eax") GETPID => pid, out("r8") _, out("r9") _, out("r10") _, out("r11") _);
    }
    if pid < 0 { Err(io::Error::from_raw_os_error(-pid)) } else { Ok(c_long::from(pid)) }
}

#[cfg(not(target_arch = "x86_64"))]
pub fn getpid_of_i386() -> io::Result<c_long> {
    Err(io::Error::from_raw_os_error(libc::ENOSYS))
}
