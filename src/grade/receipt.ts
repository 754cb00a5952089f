/** What a mark was made of: enough to make it again, and to see that nothing was changed. */
import { createHash } from 'node:crypto'

export interface Receipt {
  /** SHA-256 of the task file and every file that it names. */
  readonly task: string
  /** SHA-256 of the submission's files that count, with their names. */
  readonly submission: string
  /** Fuel epoch by runtime: what the sandbox was. */
  readonly fuelEpochs: Readonly<Record<string, string>>
  readonly limits: { readonly fuel: number; readonly memoryPages: number; readonly outputBytes: number }
  readonly world: { readonly clockStartMs: number; readonly seed: number }
  /** SHA-256 of the report as JSON, without this one. */
  readonly report: string
}

/** SHA-256 over names and contents, in the order of the names. */
export function digestFiles(files: Readonly<Record<string, Uint8Array>>): string {
  const digest = createHash('sha256')
  for (const path of Object.keys(files).sort()) {
    const bytes = files[path] ?? new Uint8Array()
    digest.update(`${Buffer.byteLength(path)}\0${path}\0${bytes.byteLength}\0`).update(bytes)
  }
  return digest.digest('hex')
}

/** Whether a report is the one that its receipt was made for: nothing in it was changed. */
export function fitsReceipt<R extends { readonly receipt: Receipt }>(report: R): boolean {
  const { report: digest, ...receipt } = report.receipt
  return digest === digestJson({ ...report, receipt })
}

export function digestJson(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
