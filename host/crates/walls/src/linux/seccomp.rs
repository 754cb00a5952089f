//! seccomp: which system calls are left. It is a list of what a worker needs; all else fails with `EPERM`.

use std::io;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter_all_threads,
};

use super::calls::{self, Condition, Test};
use crate::Purpose;
use crate::messages;

pub fn supported() -> io::Result<String> {
    if TargetArch::try_from(std::env::consts::ARCH).is_err() {
        return Err(io::Error::new(io::ErrorKind::Unsupported, messages::wall_unsupported()));
    }
    Ok(messages::wall_seccomp())
}

pub fn seal(purpose: Purpose) -> io::Result<String> {
    for filter in [no_clone3()?, allowed(purpose)?] {
        apply_filter_all_threads(&filter).map_err(io::Error::other)?;
    }
    Ok(messages::wall_seccomp())
}

/// `clone3` passes its flags in memory, where no filter can look. "No such call" makes the C library use `clone`. Of two
/// refusals the one of the first filter would win only if the second let the call pass, so that one lists it as allowed.
fn no_clone3() -> io::Result<BpfProgram> {
    compile([(libc::SYS_clone3, Vec::new())], SeccompAction::Allow, SeccompAction::Errno(libc::ENOSYS as u32))
}

fn allowed(purpose: Purpose) -> io::Result<BpfProgram> {
    let conditional = calls::CONDITIONAL.iter().map(|(call, alternatives)| (*call, alternatives.to_vec()));
    let plain = calls::plain(purpose).map(|call| (call, Vec::new()));
    compile(plain.chain(conditional), SeccompAction::Errno(libc::EPERM as u32), SeccompAction::Allow)
}

/// Each call with the alternatives under which it matches; without any it always does.
fn compile(
    calls: impl IntoIterator<Item = (i64, Vec<&'static [Condition]>)>,
    otherwise: SeccompAction,
    matching: SeccompAction,
) -> io::Result<BpfProgram> {
    let rule = |conditions: &[Condition]| {
        let conditions = conditions.iter().map(condition).collect::<Result<_, _>>();
        conditions.and_then(SeccompRule::new).map_err(io::Error::other)
    };
    let rules = calls
        .into_iter()
        .map(|(call, alternatives)| Ok((call, alternatives.into_iter().map(rule).collect::<io::Result<_>>()?)))
        .collect::<io::Result<_>>()?;
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(io::Error::other)?;
    let filter = SeccompFilter::new(rules, otherwise, matching, arch).map_err(io::Error::other)?;
    BpfProgram::try_from(filter).map_err(io::Error::other)
}

fn condition(Condition { argument, test }: &Condition) -> Result<SeccompCondition, seccompiler::BackendError> {
    let (operator, value) = match *test {
        Test::Is(value) => (SeccompCmpOp::Eq, value),
        Test::IsSelf => (SeccompCmpOp::Eq, u64::from(std::process::id())),
        Test::Masked { mask, value } => (SeccompCmpOp::MaskedEq(mask), value),
    };
    SeccompCondition::new(*argument, SeccompCmpArgLen::Dword, operator, value)
}
