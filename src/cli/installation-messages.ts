/** What `doctor` finds and `runtimes` lists. */
import { count, printable, quote, quotePath } from '../core/quoting.js'

export const installation = {
  nodeFits: (version: string, least: string) => `Node ${version} (at least ${least} is needed)`,
  nodeTooOld: (version: string, least: string) => `Node ${version} is older than ${least}`,
  installNode: (least: string) => `install Node ${least} or newer`,
  hostFits: (path: string, host: string, wasmtime: string) =>
    `host ${printable(host)} with wasmtime ${printable(wasmtime)} at ${quotePath(path)}`,
  cargoMissing: 'cargo is not on the PATH, so the host cannot be built',
  installCargo: 'install Rust (cargo 1.95 or newer) with rustup, then run `npm run build`',
  cargoFound: (path: string) => `cargo at ${quotePath(path)}`,
  linkerMissing: 'no C linker (cc) is on the PATH, so the host cannot be built',
  installLinker: 'install a C compiler (on Debian: `apt install build-essential`), then run `npm run build`',
  linkerFound: (path: string) => `C linker at ${quotePath(path)}`,
  layer: (layer: string, state: string, detail: string) =>
    `${printable(layer)}: ${printable(state)}${detail === '' ? '' : ` (${printable(detail)})`}`,
  layerAdvice:
    'this wall around the guest is missing here; a newer kernel or a container that allows it brings it back',
  cacheFits: (path: string, size: string) => `${quotePath(path)} is writable and holds ${size}`,
  cacheAbsent: (path: string) => `${quotePath(path)} does not exist yet and will be made at the first run`,
  cacheUnwritable: (path: string, why: string) => `${quotePath(path)} cannot be used: ${printable(why)}`,
  chooseCache: 'make it writable for you, or choose another folder with --cache-dir or FUELCELL_CACHE_DIR',
  nowhereToInstall: (path: string, why: string) =>
    `the cache ${quotePath(path)} cannot be used: ${printable(why)}; make it writable for you, or choose another folder with --cache-dir or FUELCELL_CACHE_DIR`,
  runtimeFits: (title: string, assets: number, bytes: number) =>
    assets === 1
      ? `${printable(title)}: the asset of ${count(bytes)} bytes is the pinned one`
      : `${printable(title)}: the ${count(assets)} assets of ${count(bytes)} bytes are the pinned ones`,
  reinstall: 'run `npm ci` to install the pinned assets again',
  runtimesMissing: 'no runtimes are installed',
  entryFits: (name: string, start: string, epoch: string) =>
    `${printable(name)} ${start}: complete, fuel epoch ${printable(epoch)}`,
  mountFits: (name: string) => `${printable(name)}: an unpacked directory, complete`,
  tunedFits: (name: string) => `${printable(name)}: the tuned wasm, complete`,
  entryCorrupt: (key: string) => `the entry ${quote(key)} is damaged`,
  entryForeign: (key: string) =>
    `the entry ${quote(key)} is of another version of fuelcell, which this one does not use`,
  removeEntry: 'nothing needs to be done: it is made again at the next run; removing it frees the space',
  healthy: 'everything is in order',
  unhealthy: (problems: number) => `${count(problems)} ${problems === 1 ? 'problem' : 'problems'} found`,
  namesOrAll: (command: string) =>
    `\`fuelcell ${command}\` needs either names of runtimes or --all; \`fuelcell runtimes\` lists them`,
  fromNeedsOne: '`fuelcell runtimes install --from FILE` needs the name of one runtime, whose wheel the file is',
  notOfAll: (name: string) =>
    `fuelcell: ${printable(name)} has to be downloaded, and is left out of --all; \`fuelcell runtimes install ${printable(name)}\` makes it ready\n`,
  installed: (name: string, starts: readonly string[]) =>
    `${printable(name)} is ready: ${starts.join(' and ')} start\n`,
  removed: (name: string, entries: number, size: string, sharing: readonly string[]) =>
    entries === 0
      ? `${printable(name)} has nothing in the cache\n`
      : `${printable(name)}: ${count(entries)} ${entries === 1 ? 'file' : 'files'} removed, ${size} freed${sharing.length === 0 ? '' : `; ${sharing.map(printable).join(', ')} used them too, and will be compiled again`}\n`,
  removalWaits: (name: string) =>
    `fuelcell: ${printable(name)} is being made ready; it is removed when that is done (Ctrl-C leaves it)\n`,
  leftoversRemoved: (leftovers: number, size: string) =>
    `${count(leftovers)} ${leftovers === 1 ? 'leftover' : 'leftovers'} removed, ${size} freed\n`,
  brokenRuntime: (name: string, reason: string) => `${printable(name)} is broken. ${printable(reason)}\n`,
  verified: (files: number, wrong: number) =>
    wrong === 0
      ? `\nall ${count(files)} files are sound\n`
      : `\n${count(wrong)} of ${count(files)} files are not sound:\n`,
  entryAltered: (path: string) =>
    `${quotePath(path)} is not what was written there; it is never loaded, and made again at the next run. \`fuelcell runtimes remove\` frees the space`,
  ownModules: (modules: number, size: string) =>
    `${count(modules)} compiled ${modules === 1 ? 'module' : 'modules'} of your own in the cache (${size})\n`,
  columnsLeftOut: (columns: readonly string[]) =>
    `For want of room without: ${columns.join(', ')}; --json tells them\n`,
  engineUnknown: (why: string) =>
    `the host cannot be asked which compiled code it takes (${printable(why)}); run \`fuelcell doctor\``,
} as const
