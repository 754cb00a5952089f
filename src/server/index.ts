/** The HTTP server as a library. `docs/server.md` tells how to run one. */
export { type App, createApp } from './app.js'
export { type Caller, type Keys, parseKeyFile } from './keys.js'
export { type Listening, type ListenOptions, listen } from './listen.js'
export type { Access, AppOptions } from './options.js'
