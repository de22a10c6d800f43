/** Whose PC it is: by the name of its account, or by what the PC is called. */
import { folded } from './words.ts';

/** Each word that was asked for begins a word of one of the names. Without words it is everybody. */
export function isPerson(asked: string, names: readonly string[]): boolean {
  const known = names.flatMap(wordsOf);
  return wordsOf(asked).every((word) => known.some((one) => one.startsWith(word)));
}

function wordsOf(name: string): string[] {
  return folded(name).match(/[\p{L}\p{N}]+/gu) ?? [];
}
