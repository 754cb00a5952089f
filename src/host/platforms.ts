/** The machines that a native host is published for, each as an npm package of its own. */

export interface Platform {
  /** As of `process.platform` and `process.arch`; with them npm knows which package to install. */
  readonly os: NodeJS.Platform
  readonly cpu: NodeJS.Architecture
  /** Whether it is built and published. The others are laid out, and wait for a machine to build on. */
  readonly isPublished: boolean
}

/** The one of Linux is linked statically, so that it is for glibc and musl alike. */
export const platforms: readonly Platform[] = [
  { os: 'linux', cpu: 'x64', isPublished: true },
  { os: 'linux', cpu: 'arm64', isPublished: false },
  { os: 'darwin', cpu: 'arm64', isPublished: false },
  { os: 'darwin', cpu: 'x64', isPublished: false },
  { os: 'win32', cpu: 'x64', isPublished: false },
]

/** Name of the npm package with the host of a platform. */
export function hostPackage({ os, cpu }: Pick<Platform, 'os' | 'cpu'>): string {
  return `@fuelcell/host-${os}-${cpu}`
}

/** Path of the host below the folder of its package, and below that of a build. */
export function hostFile(os: string): string {
  return os === 'win32' ? 'fuelcell-host.exe' : 'fuelcell-host'
}
