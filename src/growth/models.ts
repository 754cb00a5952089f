/** The models of growth: what a cost may be a multiple of. */

/** The classes in the order of their growth. */
export const growthClasses = ['1', 'log n', 'n', 'n log n', 'n^2', 'n^3', '2^n'] as const
export type GrowthClass = (typeof growthClasses)[number]

/** How a cost grows: the class that explains it, or `undecided` where two explain it alike or none does. */
export type Growth = GrowthClass | 'undecided'

export interface Model {
  readonly growth: GrowthClass
  /** The leading term, without its coefficient. */
  readonly term: (n: number) => number
  /** Classes whose terms code of this class may have as well. The constant is always there. */
  readonly lower: ReadonlyArray<Extract<GrowthClass, 'n' | 'n^2'>>
  /** Factor per step, of an exponential. */
  readonly base?: number
}

const logarithm = (n: number) => Math.log2(Math.max(n, 1))

/** The classes of fixed form that grow. */
export const polynomials: readonly Model[] = [
  { growth: 'log n', term: logarithm, lower: [] },
  { growth: 'n', term: (n) => n, lower: [] },
  { growth: 'n log n', term: (n) => n * logarithm(n), lower: ['n'] },
  { growth: 'n^2', term: (n) => n ** 2, lower: ['n'] },
  { growth: 'n^3', term: (n) => n ** 3, lower: ['n', 'n^2'] },
]

/** Terms that stand below a leading one. */
export const lowerTerms = { n: (n: number) => n, 'n^2': (n: number) => n ** 2 } as const

/** Growth by a constant factor for each step of n. The class is called 2^n whatever the factor is. */
export function exponential(base: number): Model {
  return { growth: '2^n', term: (n) => base ** n, lower: ['n'], base }
}
