// Values as one text: directives in the first, as `%d`, take those that follow; the rest is joined by spaces.
;(primordials, load) => {
  'use strict'
  const { stringIndexOf, stringSlice } = primordials

  const show = (value) => (typeof value === 'string' ? value : load('inspect')(value))

  return (values) => {
    const first = values[0]
    let text = ''
    let taken = 1
    if (typeof first === 'string' && values.length > 1) {
      let from = 0
      for (let at = stringIndexOf(first, '%'); at >= 0; at = stringIndexOf(first, '%', at)) {
        const letter = first[at + 1]
        const directive = letter === undefined ? undefined : load('format-directives')[letter]
        if (letter === '%') text += stringSlice(first, from, at + 1)
        else if (directive !== undefined && taken < values.length)
          text += stringSlice(first, from, at) + directive(values[taken++])
        else {
          at++
          continue
        }
        at += 2
        from = at
      }
      text += stringSlice(first, from)
    } else text = values.length === 0 ? '' : show(first)
    for (; taken < values.length; taken++) text += ` ${show(values[taken])}`
    return text
  }
}
