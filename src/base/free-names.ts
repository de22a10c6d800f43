/** Names of things that must not meet in one folder: `plan.pdf`, then `plan (2).pdf`. */
import { MAX_NAME_BYTES } from './safe-path.ts';
import { cutUtf8, utf8Length } from './utf8.ts';

const MAX_ENDING_BYTES = 16;
/** ` (1000000)`; with it every name fits. */
const NUMBER_BYTES = 10;

/** `plan.pdf` becomes `plan (2).pdf`; a long name loses its end, so that the number always fits. */
export function numberedName(name: string, number: number): string {
  const { stem, ending } = parted(name);
  return `${stem} (${number})${ending}`;
}

function parted(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf('.');
  const long = utf8Length(name.slice(dot)) > MAX_ENDING_BYTES;
  const [stem, ending] = dot > 0 && !long ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const room = MAX_NAME_BYTES - NUMBER_BYTES - utf8Length(ending);
  return { stem: cutUtf8(stem, room).trimEnd(), ending };
}

/** Names of one folder. However alike they are, each costs the same. */
export class FreeNames {
  readonly #taken = new Set<string>();
  /** Where to go on counting, by what the number is put into. */
  readonly #next = new Map<string, number>();
  readonly #fold: (name: string) => string;

  /** `fold`: names with the same answer mean the same; by default whatever their case. */
  constructor(fold: (name: string) => string = foldName) {
    this.#fold = fold;
  }

  /** The name, or with a number where another one means the same. */
  take(name: string): string {
    let free = name;
    if (this.#taken.has(this.#fold(name))) {
      const key = this.#fold(numberedName(name, 0));
      let number = this.#next.get(key) ?? 2;
      for (; this.#taken.has(this.#fold((free = numberedName(name, number)))); number += 1);
      this.#next.set(key, number + 1);
    }
    this.#taken.add(this.#fold(free));
    return free;
  }
}

/** Names that are one file on some system have the same. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
