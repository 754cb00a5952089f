/** Node's own declarations have no WebAssembly, and those for browsers have much else. What the tests of tuning use of it. */
declare namespace WebAssembly {
  class Module {
    private readonly module
  }
  class Instance {
    constructor(module: Module)
    readonly exports: Readonly<Record<string, unknown>>
  }
  interface Memory {
    readonly buffer: ArrayBuffer
  }
  type Imports = Record<string, Record<string, unknown>>
  interface WebAssemblyInstantiatedSource {
    readonly module: Module
    readonly instance: Instance
  }
  function compile(bytes: Uint8Array): Promise<Module>
  function instantiate(module: Module, imports: Imports): Promise<Instance>
}
