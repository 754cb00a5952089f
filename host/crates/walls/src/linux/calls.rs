//! The system calls that a sealed worker may make.

use libc::{
    CLONE_NEWCGROUP, CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUSER, CLONE_NEWUTS, CLONE_SIGHAND,
    CLONE_THREAD, CLONE_VM, PR_SET_NAME, PROT_EXEC,
};

use crate::Purpose;

/// Frames, memory, threads, time, and ending.
const ALWAYS: &[i64] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_membarrier,
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_getrandom,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // Answered by a filter of its own.
    libc::SYS_clone3,
];

/// Compiled code goes to a file that is open.
const COMPILING: &[i64] = &[libc::SYS_fsync];

/// Files below the directories that a run's guests see; landlock keeps to those.
const READING: &[i64] = &[
    libc::SYS_openat,
    libc::SYS_openat2,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_readlinkat,
    libc::SYS_getdents64,
    libc::SYS_pread64,
    libc::SYS_preadv,
    libc::SYS_fadvise64,
];
const WRITING: &[i64] = &[
    libc::SYS_pwrite64,
    libc::SYS_pwritev,
    libc::SYS_ftruncate,
    libc::SYS_fallocate,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_mkdirat,
    libc::SYS_unlinkat,
    libc::SYS_renameat,
    libc::SYS_renameat2,
    libc::SYS_linkat,
    libc::SYS_symlinkat,
    libc::SYS_utimensat,
];

/// What a call's argument has to be.
#[derive(Clone, Copy)]
pub struct Condition {
    pub argument: u8,
    pub test: Test,
}

#[derive(Clone, Copy)]
pub enum Test {
    Is(u64),
    /// The number of this process.
    IsSelf,
    Masked {
        mask: u64,
        value: u64,
    },
}

/// Memory that is not, and does not become, code.
const NOT_EXECUTABLE: Condition = Condition { argument: 2, test: Test::Masked { mask: PROT_EXEC as u64, value: 0 } };

const THREAD: u64 = (CLONE_THREAD | CLONE_VM | CLONE_SIGHAND) as u64;
const NAMESPACES: u64 =
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET) as u64;

/// Calls that are allowed when all conditions of one of their alternatives hold.
pub const CONDITIONAL: &[(i64, &[&[Condition]])] = &[
    (libc::SYS_mmap, &[&[NOT_EXECUTABLE]]),
    (libc::SYS_mprotect, &[&[NOT_EXECUTABLE]]),
    // Threads of this process, no processes.
    (libc::SYS_clone, &[&[Condition { argument: 0, test: Test::Masked { mask: THREAD | NAMESPACES, value: THREAD } }]]),
    // How a process ends itself when it panics.
    (libc::SYS_tgkill, &[&[Condition { argument: 0, test: Test::IsSelf }]]),
    // Not F_SETOWN and F_SETSIG, by which a socket sends signals to others.
    (
        libc::SYS_fcntl,
        &[
            &[Condition { argument: 1, test: Test::Is(libc::F_GETFD as u64) }],
            &[Condition { argument: 1, test: Test::Is(libc::F_GETFL as u64) }],
            &[Condition { argument: 1, test: Test::Is(libc::F_DUPFD_CLOEXEC as u64) }],
        ],
    ),
    // Its own limits, which are moved before each run: 0 is this process.
    (libc::SYS_prlimit64, &[&[Condition { argument: 0, test: Test::Is(0) }]]),
    (libc::SYS_prctl, &[&[Condition { argument: 0, test: Test::Is(PR_SET_NAME as u64) }]]),
];

/// Calls that are allowed whatever their arguments are.
pub fn plain(purpose: Purpose) -> impl Iterator<Item = i64> {
    let more: [&[i64]; 2] = match purpose {
        Purpose::Compile => [COMPILING, &[]],
        Purpose::Run([]) => [&[], &[]],
        Purpose::Run(windows) if windows.iter().any(|window| window.writable) => [READING, WRITING],
        Purpose::Run(_) => [READING, &[]],
    };
    [ALWAYS].into_iter().chain(more).flatten().copied()
}
