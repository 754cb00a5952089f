import { describe, expect, it, test } from 'vitest'
import { fitGrowth } from '../../src/growth/fit.js'
import type { Growth } from '../../src/growth/models.js'

const doubling = (from: number, to: number) => {
  const sizes: number[] = []
  for (let size = from; size <= to; size *= 2) sizes.push(size)
  return sizes
}
const counting = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)

const fitted = (sizes: readonly number[], fuel: (n: number) => number) =>
  fitGrowth(sizes.map((n) => ({ n, fuel: Math.round(fuel(n)) })))

const classes: ReadonlyArray<readonly [Growth, (n: number) => number]> = [
  ['log n', Math.log2],
  ['n', (n) => n],
  ['n log n', (n) => n * Math.log2(n)],
  ['n^2', (n) => n ** 2],
  ['n^3', (n) => n ** 3],
  ['2^n', (n) => 2 ** n],
]

/** Four decades of coefficients. */
const coefficients = [1, 3, 10, 47, 100, 1930, 10_000]

describe.each(classes)('a series without noise of class %s', (growth, term) => {
  const scans = growth === '2^n' ? [counting(1, 20), counting(4, 24, 2)] : [doubling(1, 4096), doubling(16, 2048)]

  it.each(coefficients)('is told with the coefficient %d', (coefficient) => {
    for (const sizes of scans) {
      const found = fitted(sizes, (n) => coefficient * term(n))
      expect(found.growth).toBe(growth)
      // Fuel is whole: a logarithm times one is rounded to a few units.
      expect(found.coefficient).toBeCloseTo(coefficient, coefficient === 1 ? -1 : -Math.log10(coefficient) + 1)
    }
  })

  it.each(coefficients)('is told above a constant, with the coefficient %d', (coefficient) => {
    for (const sizes of scans) {
      const top = coefficient * term(sizes.at(-1) ?? 1)
      expect(fitted(sizes, (n) => top + coefficient * term(n)).growth).toBe(growth)
    }
  })
})

describe('terms of lower order', () => {
  it.each([
    ['n log n', (n: number) => 30 * n * Math.log2(n) + 200 * n + 5000],
    ['n^2', (n: number) => 7 * n ** 2 + 900 * n + 20_000],
    ['n^3', (n: number) => 2 * n ** 3 + 50 * n ** 2 + 300 * n + 1000],
  ] as const)('do not hide %s', (growth, fuel) => {
    expect(fitted(doubling(1, 4096), fuel).growth).toBe(growth)
  })
})

/** What appending n elements copies when a full array of m grows to `factor` times m. */
function copied(n: number, factor: number): number {
  let capacity = 4
  let moved = 0
  for (let size = 0; size < n; size += 1) {
    if (size === capacity) {
      moved += size
      capacity = Math.ceil(capacity * factor)
    }
  }
  return moved
}

describe('amortised steps', () => {
  const scans = [doubling(1, 4096), [10, 20, 50, 100, 200, 500, 1000, 2000, 5000], counting(100, 1200, 100)]

  it.each([1.125, 1.5, 2])('of arrays that grow by %d are linear', (factor) => {
    for (const sizes of scans) {
      expect(fitted(sizes, (n) => 300_000 + 3000 * n + 8 * copied(n, factor)).growth).toBe('n')
    }
  })

  it('that set in late are linear', () => {
    // As integers above 256, which are made anew each time.
    expect(fitted(doubling(1, 4096), (n) => 400_000 + 4000 * n + 700 * Math.max(0, n - 256)).growth).toBe('n')
  })
})

describe('costs that set in on the way', () => {
  it('are told by the larger sizes', () => {
    // `for i in range(n): pass`: integers above 256 are made anew each time, at twice the cost of the rest.
    const fuel = (n: number) => 255_000 + 560 * n + 1070 * Math.max(0, n - 256)
    expect(fitted(doubling(1, 8192), fuel)).toMatchObject({ growth: 'n', coefficient: expect.closeTo(1630, 0) })
    expect(fitted(doubling(1, 8192), (n) => fuel(n) * Math.log2(n + 1)).growth).not.toBe('n')
  })
})

describe('what CPython 3.11 cost', () => {
  // Net fuel of `d[i] = i`, of heap pushes and pops, and of `s += "x"` at module level.
  it.each([
    [
      'n',
      doubling(1, 4096),
      [19269, 22926, 30654, 49457, 81789, 145566, 271791, 525818, 1033222, 2139895, 4344974, 8735319, 17482919],
    ],
    [
      'n log n',
      doubling(1, 4096),
      [20632, 32174, 57946, 104689, 200229, 401254, 827885, 1741537, 3683575, 7785013, 16304294, 34169292, 71397685],
    ],
    [
      'n^2',
      doubling(1, 4096),
      [19103, 23577, 33566, 54959, 93251, 169379, 324515, 646307, 1356054, 3169432, 7551474, 19347252, 54587070],
    ],
    [
      '2^n',
      counting(1, 18),
      [
        17207, 25442, 33949, 51907, 69907, 97100, 140861, 212210, 327626, 514218, 816058, 1304490, 2094762, 3373970,
        5443405, 8792003, 14210036, 22976667,
      ],
    ],
    ['2^n', counting(1, 9), [24518, 27136, 41597, 102032, 423431, 2497330, 17922303, 148020080, 1375501009]],
  ] as const)('grows as %s', (growth, sizes, fuels) => {
    const points = sizes.map((n, index) => ({ n, fuel: fuels[index] ?? 0 }))
    expect(fitGrowth(points).growth).toBe(growth)
    // The same above what compiling costs.
    expect(fitGrowth(points.map(({ n, fuel }) => ({ n, fuel: fuel + 300_000 }))).growth).toBe(growth)
  })

  it('tells the factor of an exponential: the golden ratio of the naive Fibonacci function', () => {
    const fuels = [
      69907, 97100, 140861, 212210, 327626, 514218, 816058, 1304490, 2094762, 3373970, 5443405, 8792003, 14210036,
      22976667,
    ]
    const { base } = fitGrowth(fuels.map((fuel, index) => ({ n: index + 5, fuel })))
    expect(base).toBeCloseTo((1 + Math.sqrt(5)) / 2, 2)
  })
})

describe('a constant', () => {
  it('is what grows by less than a tenth of the largest value', () => {
    expect(fitted(doubling(1, 4096), (n) => 100_000 + 2 * n)).toEqual({
      growth: '1',
      coefficient: null,
      base: null,
      exponent: expect.closeTo(0.06, 2),
      why: null,
      alike: [],
      from: null,
      predict: null,
    })
  })

  it('is no longer what grows by more than a tenth', () => {
    expect(fitted(doubling(1, 4096), (n) => 100_000 + 4 * n).growth).toBe('n')
  })

  it('is what stays the same at two sizes', () => {
    expect(fitted([1, 1000], () => 5451).growth).toBe('1')
  })

  it('is free code', () => {
    expect(fitted(doubling(1, 64), () => 0)).toMatchObject({ growth: '1', exponent: null })
  })
})

describe('undecided', () => {
  test('are models that explain a short range alike', () => {
    const found = fitted(counting(100, 120), (n) => 50 * n)
    expect(found).toMatchObject({ growth: 'undecided', why: 'alike' })
    expect(found.alike).toContain('n')
    expect(found.alike).toContain('n log n')
    expect(found.coefficient).toBeNull()
  })

  test('are two sizes that differ, and one size', () => {
    expect(fitted([10, 20], (n) => n * 1000)).toMatchObject({ growth: 'undecided', why: 'few', exponent: 1 })
    expect(fitted([10], (n) => n)).toMatchObject({ growth: 'undecided', why: 'few' })
    expect(fitGrowth([])).toMatchObject({ growth: 'undecided', why: 'few' })
  })

  test('is what lies between two classes', () => {
    expect(fitted(doubling(2, 8192), (n) => 100 * n ** 1.5).growth).toBe('undecided')
  })

  test('is what follows no model', () => {
    expect(fitted(doubling(1, 1024), (n) => (Math.log2(n) % 2 === 0 ? 1_000_000 : 1000))).toMatchObject({
      growth: 'undecided',
      why: 'unexplained',
      alike: [],
    })
  })

  test.each([
    ['all the way', (n: number) => 1_000_000 / n],
    ['by a fifth', (n: number) => 100_000 - 5 * n],
    ['from a single size', (n: number) => (n === 1 ? 50_000 : 1000)],
  ])('is what falls %s', (_, fuel) => {
    expect(fitted(doubling(1, 4096), fuel)).toMatchObject({ growth: 'undecided', why: 'falls', coefficient: null })
  })

  test('is not what falls by less than a tenth', () => {
    expect(fitted(doubling(1, 4096), (n) => 100_000 - 2 * n).growth).toBe('1')
  })
})

describe('a line that bends', () => {
  const bent = (at: number) => (n: number) => 30_000 + 12 * n + 40 * Math.max(0, n - at)

  it.each([512, 1024, 4096, 16_384])(
    'where integers are no longer kept is a line, told from there on: up to %d',
    (largest) => {
      const found = fitted(doubling(1, largest), bent(256))
      expect(found).toMatchObject({ growth: 'n', from: 256, alike: [] })
      expect(found.coefficient).toBeCloseTo(52, 6)
      expect(found.predict?.(100)).toBeCloseTo(31_200, 6)
    },
  )

  it('elsewhere is a line when the larger sizes alone say so', () => {
    expect(fitted(doubling(1, 16_384), bent(1024))).toMatchObject({ growth: 'n', from: 1024 })
  })

  it('is told apart from n log n, and from a line that does not bend', () => {
    expect(fitted(doubling(1, 1024), (n) => 30_000 + 12 * n * Math.log2(n))).toMatchObject({
      growth: 'n log n',
      from: null,
    })
    expect(fitted(doubling(1, 16_384), (n) => 30_000 + 12 * n)).toMatchObject({ growth: 'n', from: null })
  })
})

describe('the exponent', () => {
  it.each([1, 2, 3])('is the power of n between the last doublings: %d', (power) => {
    expect(fitted(doubling(1, 1024), (n) => 10 * n ** power).exponent).toBeCloseTo(power, 6)
  })

  it('looks back to at most half of the largest size', () => {
    expect(fitted([100, 400, 700, 1000], (n) => n ** 2).exponent).toBeCloseTo(2, 6)
  })

  it('is null where nothing is half as large, or costs nothing', () => {
    expect(fitted([70, 80, 90], (n) => n ** 2).exponent).toBeNull()
    expect(fitted([0, 0.4], () => 0).exponent).toBeNull()
  })
})

it('predicts what it was fitted through', () => {
  const { predict } = fitted(doubling(1, 1024), (n) => 1930 * n + 250_000)
  expect(predict?.(500)).toBeCloseTo(1930 * 500 + 250_000, 0)
})
