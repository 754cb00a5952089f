/** Midnight of the first of January 2000, in UTC: every measurement and every grading begins then unless told otherwise. */
export const DEFAULT_CLOCK_MS = 946_684_800_000
