declare module 'piston-client' {
  interface Client {
    runtimes(): Promise<ReadonlyArray<{ language: string; version: string }>>
    execute(...args: unknown[]): Promise<unknown>
  }
  export function piston(options: { server: string }): Client
}
