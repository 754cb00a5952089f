/** Files by path, as JSON has them. */
import { z } from 'zod'
import { wireBytes, wireText } from '../../wire/bounded.js'
import { decodeBytes, requestCaps, type WireBytes } from '../../wire/index.js'

export const fileTree = z
  .record(
    wireText(requestCaps.pathBytes).min(1),
    z.union([wireText(requestCaps.fileBytes), wireBytes(requestCaps.fileBytes)]),
  )
  .describe('Files by path: text, or { "text" }, or { "base64" }.')

export type FileTree = Readonly<Record<string, string | WireBytes>>

export function treeBytes(tree: FileTree): Readonly<Record<string, Uint8Array>> {
  const decoded = Object.entries(tree).map(([path, content]) => [
    path,
    decodeBytes(typeof content === 'string' ? { text: content } : content),
  ])
  return Object.fromEntries(decoded)
}
