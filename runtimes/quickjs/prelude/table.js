// Rows and columns in a frame, as Node.js's `console.table` draws them.
;(primordials, load) => {
  'use strict'
  const { kindOf, isArray, arrayJoin, arrayPush, mapForEach, setForEach, enumerableNames, objectHasOwnProperty } =
    primordials
  const { stringRepeat, max } = primordials
  const { widthOf } = load('inspect-columns')
  const inspect = load('inspect')
  const { targetOf } = load('inspect-names')

  const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function')

  function cell(value) {
    const isLarge = typeof value === 'object' && value !== null && !isArray(value) && enumerableNames(value).length > 2
    return inspect(value, { maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY, depth: isLarge ? -1 : 0 })
  }

  function line(cells, widths) {
    let text = '│'
    for (let index = 0; index < cells.length; index++) {
      text += ` ${cells[index]}${stringRepeat(' ', widths[index] - 1 - widthOf(cells[index]))}│`
    }
    return text
  }

  function rule(widths, ends) {
    let text = ends[0]
    for (let index = 0; index < widths.length; index++)
      text += stringRepeat('─', widths[index]) + ends[index < widths.length - 1 ? 1 : 2]
    return text
  }

  /** Columns, each with the text that heads it, as lines. */
  function draw(heads, columns) {
    const widths = []
    let rows = 0
    for (let index = 0; index < columns.length; index++) {
      let width = widthOf(heads[index])
      rows = max(rows, columns[index].length)
      for (let row = 0; row < columns[index].length; row++) width = max(width, widthOf(columns[index][row] ?? ''))
      arrayPush(widths, width + 2)
    }
    const lines = [rule(widths, '┌┬┐'), line(heads, widths), rule(widths, '├┼┤')]
    for (let row = 0; row < rows; row++) {
      const cells = []
      for (let index = 0; index < columns.length; index++) arrayPush(cells, columns[index][row] ?? '')
      arrayPush(lines, line(cells, widths))
    }
    arrayPush(lines, rule(widths, '└┴┘'))
    return arrayJoin(lines, '\n')
  }

  function ofCollection(each, hasKeys) {
    const indices = []
    const keys = []
    const values = []
    each((value, key) => {
      arrayPush(indices, `${indices.length}`)
      arrayPush(keys, cell(key))
      arrayPush(values, cell(value))
    })
    if (hasKeys) return draw(['(iteration index)', 'Key', 'Values'], [indices, keys, values])
    return draw(['(iteration index)', 'Values'], [indices, values])
  }

  function ofIterator(kind, iterator) {
    const rest = load('inspect-kinds').restOf(kind, iterator)
    const areEntries = rest.length > 0 && isArray(rest[0]) && rest[0].length === 2
    const each = (use) => {
      for (let index = 0; index < rest.length; index++) {
        if (areEntries) use(rest[index][1], rest[index][0])
        else use(rest[index])
      }
    }
    return ofCollection(each, areEntries)
  }

  return (given, wanted) => {
    if (!isObject(given)) return undefined
    const data = targetOf(given) ?? given
    if (kindOf(data) === 'Map') return ofCollection((use) => mapForEach(data, use), true)
    if (kindOf(data) === 'Set') return ofCollection((use) => setForEach(data, use), false)
    if (kindOf(data) === 'Map Iterator' || kindOf(data) === 'Set Iterator') return ofIterator(kindOf(data), data)
    const rows = enumerableNames(data)
    const columns = { __proto__: null }
    const primitives = []
    for (let row = 0; row < rows.length; row++) {
      const item = data[rows[row]]
      const names = wanted ?? (isObject(item) ? enumerableNames(item) : [])
      if (!isObject(item) && wanted === undefined) primitives[row] = cell(item)
      for (let index = 0; index < names.length; index++) {
        columns[names[index]] ??= []
        const has = isObject(item) && objectHasOwnProperty(item, names[index])
        columns[names[index]][row] = has ? cell(item[names[index]]) : ''
      }
    }
    const heads = ['(index)']
    const drawn = [rows]
    const names = enumerableNames(columns)
    for (let index = 0; index < names.length; index++) {
      arrayPush(heads, names[index])
      arrayPush(drawn, columns[names[index]])
    }
    if (primitives.length > 0) {
      arrayPush(heads, 'Values')
      arrayPush(drawn, primitives)
    }
    return draw(heads, drawn)
  }
}
