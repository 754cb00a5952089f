//! The sockets of WasmEdge, which programs built for it import beside preview1's functions, some under their names with
//! other parameters. Here are no sockets: each of them answers that it is not supported.

use wasmtime::{Error, ExternType, FuncType, InstancePre, Linker, Module, Val, ValType};

use super::AsWasi;
use super::abi::Version;
use super::errno::Errno;
use super::linker::enter;

/// The parameters of `sock_accept` there; preview1's has one more, for flags.
const ACCEPT_PARAMETERS: usize = 2;
/// The socket functions of WasmEdge's `wasi_snapshot_preview1` that preview1 does not have.
const FUNCTIONS: &[&str] = &[
    "sock_accept_v2",
    "sock_bind",
    "sock_bind_v2",
    "sock_connect",
    "sock_connect_v2",
    "sock_getaddrinfo",
    "sock_getlocaladdr",
    "sock_getlocaladdr_v2",
    "sock_getpeeraddr",
    "sock_getpeeraddr_v2",
    "sock_getsockopt",
    "sock_listen",
    "sock_listen_v2",
    "sock_open",
    "sock_open_v2",
    "sock_recv_from",
    "sock_recv_from_v2",
    "sock_recv_v2",
    "sock_send_to",
    "sock_send_to_v2",
    "sock_send_v2",
    "sock_setsockopt",
];

/// A function that a module imports and nobody provides: what it is called, and the number that it gives.
pub type Stub<'a> = (&'a str, &'a str, i32);

/// Satisfies the imports of a module, its sockets of WasmEdge among them. An import that nobody knows is an error with
/// its name.
pub fn link<T: AsWasi + 'static>(linker: &Linker<T>, module: &Module) -> Result<InstancePre<T>, Error> {
    link_with(linker, module, &[])
}

/// [`link`] with stubs for what else it imports.
pub fn link_with<T: AsWasi + 'static>(
    linker: &Linker<T>,
    module: &Module,
    stubs: &[Stub<'_>],
) -> Result<InstancePre<T>, Error> {
    let mut sockets = sockets(module).peekable();
    if sockets.peek().is_none() && stubs.is_empty() {
        return linker.instantiate_pre(module);
    }
    let mut linker = linker.clone();
    for (from, name, answer) in stubs {
        let import = module.imports().find(|import| import.module() == *from && import.name() == *name);
        let Some(ExternType::Func(kind)) = import.map(|import| import.ty()) else { continue };
        let answer = *answer;
        linker.func_new(from, name, kind, move |_, _, results| {
            // What has another result than an i32 is an error of the engine's.
            results.fill(Val::I32(answer));
            Ok(())
        })?;
    }
    linker.allow_shadowing(true);
    for (name, kind) in sockets {
        linker.func_new(Version::Preview1.module(), name, kind, |mut caller, _, results| {
            results[0] = Val::I32(enter(&mut caller, Version::Preview1, |_| Err(Errno::Notsup.into()))?);
            Ok(())
        })?;
    }
    linker.instantiate_pre(module)
}

fn sockets(module: &Module) -> impl Iterator<Item = (&str, FuncType)> {
    module.imports().filter(|import| import.module() == Version::Preview1.module()).filter_map(|import| {
        let ExternType::Func(kind) = import.ty() else { return None };
        let is_known = FUNCTIONS.contains(&import.name())
            || import.name() == "sock_accept" && kind.params().len() == ACCEPT_PARAMETERS;
        (is_known && answers_errno(&kind)).then(|| (import.name(), kind))
    })
}

fn answers_errno(kind: &FuncType) -> bool {
    let mut results = kind.results();
    matches!((results.next(), results.next()), (Some(ValType::I32), None))
}
