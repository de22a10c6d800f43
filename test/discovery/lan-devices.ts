/** Device ids that a reader can tell apart: one letter repeated. */
export function deviceOf(letter: string): string {
  return letter.repeat(52);
}
