// Evaluated by console.js when it first shows something that is no plain value: objects as Node.js would, in short.
;(() => {
  /** Deeper objects are named only. */
  const MAX_DEPTH = 2
  const MAX_ITEMS = 100
  /** What is longer is broken into lines. */
  const LINE_CHARS = 72

  const IDENTIFIER = /^[A-Za-z_$][\w$]*$/
  const TypedArray = Object.getPrototypeOf(Uint8Array)

  const quote = (text) => {
    const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : '`'
    const body = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
    return mark + (mark === "'" ? body.replaceAll("'", "\\'") : body) + mark
  }

  function inspectPlain(value) {
    if (typeof value === 'string') return quote(value)
    if (typeof value === 'bigint') return `${value}n`
    if (Object.is(value, -0)) return '-0'
    return String(value)
  }

  function inspectFunction(value) {
    const isClass = Function.prototype.toString.call(value).startsWith('class')
    if (isClass) return `[class ${value.name || '(anonymous)'}]`
    return value.name ? `[Function: ${value.name}]` : '[Function (anonymous)]'
  }

  function inspectError(error) {
    const stack = typeof error.stack === 'string' ? error.stack.trimEnd() : ''
    return stack === '' ? `[${error}]` : `${error}\n${stack}`
  }

  const key = (name) => {
    if (typeof name === 'symbol') return `[${String(name)}]`
    return IDENTIFIER.test(name) ? name : quote(name)
  }

  function property(object, name, seen) {
    const { get, set, value } = Object.getOwnPropertyDescriptor(object, name)
    if (get === undefined && set === undefined) return inspect(value, seen)
    return get === undefined ? '[Setter]' : set === undefined ? '[Getter]' : '[Getter/Setter]'
  }

  /** Names that an object has of its own and that are shown. */
  const shown = (object) =>
    Reflect.ownKeys(object).filter((name) => Object.prototype.propertyIsEnumerable.call(object, name))

  const properties = (object, names, seen) => names.map((name) => `${key(name)}: ${property(object, name, seen)}`)

  const cut = (parts, count) => {
    const more = count - parts.length
    return more > 0 ? [...parts, `... ${more} more item${more > 1 ? 's' : ''}`] : parts
  }

  function items(array, seen) {
    const parts = []
    for (let index = 0; index < array.length && index < MAX_ITEMS; index++)
      parts.push(index in array ? inspect(array[index], seen) : '<empty>')
    return cut(parts, array.length)
  }

  function entries(collection, show) {
    const parts = []
    for (const entry of collection) if (parts.push(show(entry)) === MAX_ITEMS) break
    return cut(parts, collection.size)
  }

  function enclose(prefix, [open, close], parts) {
    const begin = prefix === '' ? open : `${prefix} ${open}`
    if (parts.length === 0) return `${begin}${close}`
    const line = `${begin} ${parts.join(', ')} ${close}`
    if (line.length <= LINE_CHARS && !line.includes('\n')) return line
    return `${begin}\n${parts.map((part) => `  ${part.replaceAll('\n', '\n  ')}`).join(',\n')}\n${close}`
  }

  function nameOf(object) {
    const prototype = Object.getPrototypeOf(object)
    return prototype === null ? '[Object: null prototype]' : (prototype.constructor?.name ?? 'Object')
  }

  function inspectObject(object, seen) {
    const name = nameOf(object)
    if (object instanceof Error) return inspectError(object)
    if (object instanceof Date) return Number.isNaN(+object) ? 'Invalid Date' : object.toISOString()
    if (object instanceof RegExp) return String(object)
    if (object instanceof Promise) return `${name} { <unknown> }`
    const isList = Array.isArray(object) || object instanceof TypedArray
    const own = shown(object).filter((field) => !isList || typeof field === 'symbol' || !/^\d+$/.test(field))
    const isOfKind = isList || object instanceof Map || object instanceof Set
    if (seen.length > MAX_DEPTH && (isOfKind || own.length > 0)) return `[${name}]`
    const inner = [...seen, object]
    if (isList) {
      const prefix = name === 'Array' ? '' : `${name}(${object.length})`
      return enclose(prefix, '[]', [...items(object, inner), ...properties(object, own, inner)])
    }
    const rest = properties(object, own, inner)
    if (object instanceof Map) {
      const pair = ([from, to]) => `${inspect(from, inner)} => ${inspect(to, inner)}`
      return enclose(`${name}(${object.size})`, '{}', [...entries(object, pair), ...rest])
    }
    if (object instanceof Set) {
      return enclose(`${name}(${object.size})`, '{}', [...entries(object, (item) => inspect(item, inner)), ...rest])
    }
    if (object instanceof Number || object instanceof String || object instanceof Boolean)
      return `[${name}: ${inspectPlain(object.valueOf())}]`
    return enclose(name === 'Object' ? '' : name, '{}', rest)
  }

  function inspect(value, seen = []) {
    if (typeof value === 'function') return inspectFunction(value)
    if (typeof value !== 'object' || value === null) return inspectPlain(value)
    return seen.includes(value) ? '[Circular]' : inspectObject(value, seen)
  }

  const show = (value) => (typeof value === 'string' ? value : inspect(value))

  const DIRECTIVES = {
    s: (value) => (typeof value === 'object' && value !== null ? inspect(value) : String(value)),
    d: (value) => String(typeof value === 'object' ? Number.NaN : Number(value)),
    i: (value) => String(Number.parseInt(value, 10)),
    f: (value) => String(Number.parseFloat(value)),
    j: (value) => JSON.stringify(value),
    o: inspect,
    O: inspect,
    c: () => '',
  }

  /** Values as one text: directives in the first, as `%d`, take those that follow; the rest is joined by spaces. */
  function format(values) {
    const [first, ...rest] = values
    if (typeof first !== 'string' || rest.length === 0) return values.map(show).join(' ')
    const text = first.replace(/%([sdifjoOc%])/g, (whole, directive) => {
      if (directive === '%') return '%'
      return rest.length === 0 ? whole : DIRECTIVES[directive](rest.shift())
    })
    return [text, ...rest.map(show)].join(' ')
  }

  return { inspect, format }
})()
