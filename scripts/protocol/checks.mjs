/** The checks of what the host sends, as Biome would format them. */
import { choices, kindOf, messagesOf, referredTo } from './schema.mjs'
import { header, LINE } from './types.mjs'

export function writeChecks(schema) {
  const used = new Set()
  const use = (name) => {
    used.add(name)
    return name
  }
  const messages = messagesOf(schema, 'FromHost')
  const definitions = [...referredTo(schema, messages)].map((name) => {
    const values = choices(schema.$defs[name])
    const check =
      values === undefined ? `${use('shape')}(${fieldsOf(schema.$defs[name].properties, '', use)})` : undefined
    const begin = `const ${variable(name)} = `
    if (check !== undefined) return `${begin}${check}\n`
    return `${begin}${use('oneOf')}${list(
      '(',
      values.map(({ value }) => `'${value}'`),
      ')',
      begin.length + 5,
    )}\n`
  })
  const all = messages.map(({ type, properties }) => `  ${type}: ${fieldsOf(properties, '  ', use)},\n`)
  const imports = ['type Check', ...used].sort((a, b) => bare(a).localeCompare(bare(b), 'en'))
  return [
    header,
    `import ${list('{ ', imports, ' }', 7 + " from '../checks.js'".length)} from '../checks.js'\n`,
    "import type { FromHost } from './messages.js'\n\n",
    `${definitions.join('')}\n`,
    '/** What each field of each message has to be. */\n',
    "export const fieldsOf: { readonly [T in FromHost['type']]: Readonly<Record<string, Check>> } = {\n",
    ...all,
    '}\n',
  ].join('')
}

/** On one line where they fit, else one a line. */
function list(open, items, close, besides) {
  const line = `${open}${items.join(', ')}${close}`
  if (besides + line.length <= LINE) return line
  return `${open.trim()}\n${items.map((item) => `  ${item},\n`).join('')}${close.trim()}`
}

/** The name that an import is sorted by. */
function bare(imported) {
  return imported.replace('type ', '')
}

function fieldsOf(properties, indent, use) {
  const lines = Object.entries(properties).map(([name, field]) => {
    const check = checkOf(field, use)
    return `${indent}  ${check === name ? name : `${name}: ${check}`},\n`
  })
  return `{\n${lines.join('')}${indent}}`
}

function checkOf(schema, use) {
  const field = kindOf(schema)
  switch (field.kind) {
    case 'named':
      return variable(field.name)
    case 'nullable':
      return `${use('orNull')}(${checkOf(field.of, use)})`
    case 'list':
      return `${use('listOf')}(${checkOf(field.of, use)})`
    case 'record':
      return `${use('recordOf')}(${checkOf(field.of, use)})`
    case 'integer':
      if (field.minimum === undefined) return use('whole')
      if (field.minimum === 0 && field.maximum === 0xffff_ffff) return use('amount32')
      return field.maximum === undefined ? use('amount') : `${use('between')}(${field.minimum}, ${field.maximum})`
    case 'flag':
    case 'text':
    case 'bytes':
    case 'measure':
      return use(field.kind)
    default:
      throw new Error(`there is no check for a field of the kind ${field.kind}`)
  }
}

function variable(name) {
  return name[0].toLowerCase() + name.slice(1)
}
