/** Which way the person's language is written, where that matters beyond style sheets. */

/** The key as it would be where one writes from left to right: arrows lead along the line. */
export function alongTheLine({ key }: KeyboardEvent): string {
  if (!isRightToLeft()) return key;
  if (key === 'ArrowLeft') return 'ArrowRight';
  return key === 'ArrowRight' ? 'ArrowLeft' : key;
}

export function isRightToLeft(): boolean {
  return document.documentElement.dir === 'rtl';
}
