/** Words of the schema of the host's messages, `host/crates/protocol/schema.json`. */

/** Messages that have a name beside their `type`. */
const names = { result: 'RunResult', file: 'FilePart' }

export function nameOfMessage(type) {
  return names[type] ?? capital(type)
}

export function capital(word) {
  return word[0].toUpperCase() + word.slice(1)
}

/** The messages of one direction, by type. */
export function messagesOf(schema, direction) {
  return schema.$defs[direction].oneOf.map((message) => {
    const { type, ...properties } = message.properties
    return { type: type.const, description: message.description, properties }
  })
}

export function nameOfReference($ref) {
  return $ref.slice('#/$defs/'.length)
}

/** The values of a definition that names some, with what is said of each; `undefined` for any other. */
export function choices(definition) {
  if (definition.enum !== undefined) return definition.enum.map((value) => ({ value }))
  return definition.oneOf?.flatMap((one) =>
    one.enum !== undefined
      ? one.enum.map((value) => ({ value }))
      : [{ value: one.const, description: one.description }],
  )
}

/** Names of the definitions that fields refer to, each behind those that it needs. */
export function referredTo(schema, fields, found = new Set()) {
  for (const $ref of JSON.stringify(fields).matchAll(/"#\/\$defs\/(\w+)"/g)) {
    const name = $ref[1]
    if (found.has(name)) continue
    referredTo(schema, schema.$defs[name], found)
    found.add(name)
  }
  return found
}

/** A field's schema as one of the kinds that messages have. Throws for what no message has had so far: say there how it is checked. */
export function kindOf(field) {
  if (field.$ref !== undefined) return { kind: 'named', name: nameOfReference(field.$ref) }
  if (field.anyOf?.length === 2 && field.anyOf[1].type === 'null') return { kind: 'nullable', of: field.anyOf[0] }
  if (Array.isArray(field.type) && field.type.length === 2 && field.type[1] === 'null') {
    return { kind: 'nullable', of: { ...field, type: field.type[0] } }
  }
  switch (field.type) {
    case 'boolean':
      return { kind: 'flag' }
    case 'string':
      return { kind: field.format === 'bytes' ? 'bytes' : 'text' }
    case 'integer':
      return { kind: 'integer', ...rangeOf(field) }
    case 'number':
      if (field.minimum === 0) return { kind: 'measure' }
      break
    case 'array':
      return field.prefixItems === undefined
        ? { kind: 'list', of: field.items }
        : { kind: 'tuple', of: field.prefixItems }
    case 'object':
      if (field.properties !== undefined) return { kind: 'map', fields: field.properties }
      if (field.additionalProperties !== undefined) return { kind: 'record', of: field.additionalProperties }
  }
  throw new Error(`the generator knows no field of the schema ${JSON.stringify(field)}`)
}

const most = { uint8: 255, uint16: 0xffff, uint32: 0xffff_ffff, uint64: undefined }

function rangeOf({ format, minimum, maximum }) {
  if (format === 'int64' || format === 'int32') return {}
  if (!(format in most)) throw new Error(`the generator knows no integers of the format ${format}`)
  return { minimum, maximum: maximum ?? most[format] }
}
