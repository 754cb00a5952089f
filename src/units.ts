/** Size of a WebAssembly page, by the core specification (section "Memory Instances"). */
export const PAGE_BYTES = 65_536

export const KIB = 1024
export const MIB = 1024 * KIB
export const GIB = 1024 * MIB
