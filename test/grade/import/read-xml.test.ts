import { expect, it } from 'vitest'
import type { Source } from '../../../src/grade/import/draft.js'
import { element, elements, readXmlFile } from '../../../src/grade/import/read-xml.js'

function read(text: string) {
  const source: Source = { bytes: () => Buffer.from(text), text: () => text, paths: ['a.xml'] }
  return readXmlFile(source, 'a.xml')
}

it('XML is elements with attributes and text, references and CDATA in it', () => {
  const root = read(
    '<?xml version="1.0"?>\n<a x="1&#10;&quot;2"><b>p &lt; &#xE9;<![CDATA[<z>&amp;]]></b><!-- c --><b/></a>',
  )
  expect(root.attributes).toEqual({ x: '1\n"2' })
  expect(elements(root, 'b').map(({ text }) => text)).toEqual(['p < é<z>&amp;', ''])
  expect(element(root, 'b', 'c')).toBeUndefined()
})

it.each([
  ['<a>\n<b></a>', "a.xml: line 2: Expected closing tag 'b' (opened in line 2, col 1) instead of closing tag 'a'."],
  ['<a>\n<b>x\n', 'a.xml: line 2: the file ends within the element "b"'],
  ['', 'a.xml: line 1: Start tag expected.'],
  ['name: x', "a.xml: line 1: char 'n' is not expected."],
  ['<a/><b/>', 'a.xml: XML has one element'],
  ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'a.xml: a document type is not read here'],
  ['<a __proto__="1"/>', 'a.xml: [SECURITY] Invalid name'],
  [`${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`, 'a.xml: Maximum nested tags exceeded'],
])('%j is refused', (text, message) => {
  expect(() => read(text)).toThrow(message)
})
