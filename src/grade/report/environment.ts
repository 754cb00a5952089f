/** Variables of the process, in which some consumers tell whom they are grading. */
export type Environment = Readonly<Record<string, string | undefined>>
