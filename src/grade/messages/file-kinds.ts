/** Files that are no programs, as messages call them. */
export type FileKind = keyof typeof fileKinds

export const fileKinds = {
  zip: 'a zip inside of another file',
  gzip: 'an archive of gzip (.gz, .tgz)',
  bzip2: 'an archive of bzip2 (.bz2)',
  xz: 'an archive of xz (.xz)',
  zstd: 'an archive of zstd (.zst)',
  '7z': 'an archive of 7-Zip (.7z)',
  rar: 'an archive of RAR (.rar)',
  tar: 'an archive of tar (.tar)',
  pdf: 'a PDF document',
  image: 'a picture',
  office: 'a document of a word processor',
  compiled: 'a program that was compiled already',
} as const
