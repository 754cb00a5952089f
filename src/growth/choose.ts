/** Which of the models that were laid through the points is believed, and which explain them alike. */
import type { Candidate } from './candidates.js'
import { growthClasses } from './models.js'

/** Models of faster growth within this factor of the best one's distance explain the points alike. */
const ALIKE = 1.5
/** So do those of slower growth within this one: what sets in late bends a slow growth upwards, and nothing bends it down. */
const ALIKE_BELOW = 2.5
/**
 * A larger model contains the smaller one and is always nearer, and steps of growing containers bring it nearer still. It
 * must be this much nearer to be believed. Measured on CPython: lists, dicts and sets up to 3.4, sorting and heaps from 20.
 */
const CONTAINED = 5

/** The nearest, or the smallest that it contains and that is nearly as near. @param near The distance that is as near as can be. */
export function choose(found: readonly Candidate[], near: number): Candidate | null {
  const nearest = found.reduce<Candidate | null>(
    (best, candidate) => (best === null || candidate.distance < best.distance ? candidate : best),
    null,
  )
  if (nearest === null || nearest.lower.length === 0) return nearest
  const alone = found.find(({ growth, lower }) => growth === nearest.growth && lower.length === 0)
  const contained = found.find(
    (candidate) =>
      isContained(candidate, nearest) &&
      candidate.distance <= Math.max(CONTAINED * nearest.distance, near) &&
      candidate.distance <= (alone?.distance ?? Infinity),
  )
  return contained ?? nearest
}

function isContained(candidate: Candidate, larger: Candidate): boolean {
  return candidate.lower.length === 0 && larger.lower.some((growth) => growth === candidate.growth)
}

/** Whether a model explains the points as well as the chosen one. */
export function isAlike(other: Candidate, chosen: Candidate, found: readonly Candidate[], near: number): boolean {
  if (other.growth === chosen.growth || isContained(chosen, other)) return false
  const isBelow = growthClasses.indexOf(other.growth) < growthClasses.indexOf(chosen.growth)
  if (!isBelow) return other.distance <= Math.max(ALIKE * chosen.distance, near)
  if (!isContained(other, chosen)) return other.distance <= Math.max(ALIKE_BELOW * chosen.distance, near)
  const alone = found.find(({ growth, lower }) => growth === chosen.growth && lower.length === 0)
  const isFarther =
    other.distance > CONTAINED * chosen.distance || other.distance > ALIKE_BELOW * (alone?.distance ?? Infinity)
  return !isFarther || other.distance <= near
}
