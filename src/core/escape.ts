/** Characters that mean something to a format, replaced where they are meant as they are. */

/** @param by What stands for each character that means something. */
export function escapeText(text: string, by: Readonly<Record<string, string>>): string {
  return Array.from(text, (character) => (Object.hasOwn(by, character) ? by[character] : character)).join('')
}

/** The characters that a pattern finds, as JSON, JavaScript and Python write them: `\\u` and four digits for each unit. */
export function escapeAsUnits(text: string, pattern: RegExp): string {
  return text.replace(pattern, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}
