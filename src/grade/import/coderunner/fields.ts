/** Fields of Moodle's XML. */
import { coderunnerImports as say } from '../../messages/import-coderunner.js'
import { isPlainPath } from '../../task/place.js'
import { refuse } from '../notes.js'
import { element, type XmlElement } from '../read-xml.js'

/** Of an element, or of the `text` in it. */
export function textIn(from: XmlElement, name: string): string {
  const found = element(from, name)
  return element(found, 'text')?.text ?? found?.text ?? ''
}

export function fileName(name: string, field: string): string {
  return isPlainPath(name) ? name : refuse(field, say.badName(name))
}
