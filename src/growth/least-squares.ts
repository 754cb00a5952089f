/** Least squares with coefficients that are never negative: a cost is a sum of costs. */

/**
 * Coefficients x ≥ 0 that make `columns · x` come nearest to `target`, the last column's above 0; `null` where there are none.
 * Every subset of the columns that has the last one is solved, and the best solution without a negative coefficient is
 * taken: for the four columns at most that a model has, this is exact and needs no iteration (C. Lawson and R. Hanson,
 * "Solving Least Squares Problems", chapter 23, for the general case).
 */
export function nonNegativeLeastSquares(
  columns: ReadonlyArray<readonly number[]>,
  target: readonly number[],
): readonly number[] | null {
  const last = columns.length - 1
  let best: { readonly coefficients: readonly number[]; readonly squares: number } | null = null
  for (let subset = 0; subset < 2 ** last; subset += 1) {
    const used = columns.map((_, index) => index).filter((index) => index === last || (subset & (1 << index)) !== 0)
    const solution = solve(
      used.map((index) => columns[index] ?? []),
      target,
    )
    if (solution === null || solution.some((value) => value < 0) || !((solution.at(-1) ?? 0) > 0)) continue
    const coefficients = columns.map((_, index) => solution[used.indexOf(index)] ?? 0)
    const squares = sumOfSquares(target.map((value, row) => value - predict(columns, coefficients, row)))
    if (best === null || squares < best.squares) best = { coefficients, squares }
  }
  return best?.coefficients ?? null
}

function predict(columns: ReadonlyArray<readonly number[]>, coefficients: readonly number[], row: number): number {
  return columns.reduce((sum, column, index) => sum + (column[row] ?? 0) * (coefficients[index] ?? 0), 0)
}

/** Columns that depend on each other to this share of their length have no solution that means anything. */
const DEPENDENT = 1e-9

/** Plain least squares by a QR decomposition (modified Gram-Schmidt); `null` for dependent columns. */
function solve(columns: ReadonlyArray<readonly number[]>, target: readonly number[]): number[] | null {
  const orthogonal: number[][] = []
  const upper: number[][] = []
  const projections: number[] = []
  let rest = [...target]
  for (const column of columns) {
    const lengthBefore = Math.sqrt(sumOfSquares(column))
    let vector = [...column]
    const row: number[] = []
    for (const basis of orthogonal) {
      const share = dot(basis, vector)
      row.push(share)
      vector = vector.map((value, index) => value - share * (basis[index] ?? 0))
    }
    const length = Math.sqrt(sumOfSquares(vector))
    if (!(length > DEPENDENT * lengthBefore)) return null
    const unit = vector.map((value) => value / length)
    const projection = dot(unit, rest)
    rest = rest.map((value, index) => value - projection * (unit[index] ?? 0))
    orthogonal.push(unit)
    upper.push([...row, length])
    projections.push(projection)
  }
  const solution: number[] = new Array(columns.length).fill(0)
  for (let row = columns.length - 1; row >= 0; row -= 1) {
    let value = projections[row] ?? 0
    for (let column = row + 1; column < columns.length; column += 1) {
      value -= (upper[column]?.[row] ?? 0) * (solution[column] ?? 0)
    }
    solution[row] = value / (upper[row]?.[row] ?? Number.NaN)
  }
  return solution
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0)
}

function sumOfSquares(values: readonly number[]): number {
  return dot(values, values)
}
