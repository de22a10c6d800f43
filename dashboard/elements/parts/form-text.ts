/** What stands in a text field of a submitted form, without the spaces around it. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Of a name's field; browsers read it with the flag `v`, which wants the slash escaped. */
export const namePattern = String.raw`[^\\\/]+`;

/** Browsers show it where the pattern of a name's field does not match. */
export const nameRule = 'A name cannot have / or \\ in it.';
