//! What the host keeps in the store of a guest.

use fuelcell_wasi::{AsWasi, Wasi};

use super::limiter::Limiter;

/// All that the host keeps for a guest.
pub struct Guest {
    pub wasi: Wasi,
    pub limiter: Limiter,
}

impl Guest {
    /// What is kept between two runs: nothing of either. An instance may be as large as its module says.
    pub fn vacant() -> Self {
        Self { wasi: Wasi::vacant(), limiter: Limiter::new(u64::MAX) }
    }
}

impl AsWasi for Guest {
    fn wasi(&mut self) -> &mut Wasi {
        &mut self.wasi
    }
}
