/**
 * Leaves data out of a Node that Hallway has no use for: the names of languages, countries,
 * currencies, units and time zones in languages that it does not speak, rules that spell numbers
 * out or transliterate, and dictionaries that part words. They are a sixth of Node as it is packed.
 * What compares, normalizes, decodes and formats numbers and dates stays, for every language.
 *
 * ICU's data are one block: a header, a sorted table of (name, place), and the items at their places
 * (ICU's udata.cpp and ucmndata.h). Here items leave the table and their bytes become zero; all else
 * stays where it is. ICU falls back to its root for what it does not find.
 */

/** Languages of the dashboard's tables (dashboard/locale). */
const SPOKEN = new Set(['en', 'de', 'fr', 'es', 'zh']);
const NAMES = /^(curr|lang|rbnf|region|translit|unit|zone)\//;
const LOCALE = /^([a-z]{2,3})(_[A-Za-z0-9_]+)?\.res$/;
const DICTIONARY = /^brkitr\/.*\.dict$/;
/** The header's two magic bytes, and what its data format is called. */
const [MAGIC_1, MAGIC_2, FORMAT] = [0xda, 0x27, 'CmnD'];

interface Item {
  name: number;
  at: number;
  path: string;
}

/** A copy of Node's program without them; throws where the data are otherwise than was thought. */
export function withoutForeignNames(program: Buffer): Buffer {
  const made = Buffer.from(program);
  const table = tableIn(made);
  const count = made.readUInt32LE(table);
  const items = Array.from({ length: count }, (_, index): Item => {
    const [name, at] = [0, 4].map((field) => made.readUInt32LE(table + 4 + 8 * index + field));
    const start = table + (name ?? 0);
    const path = made.toString('latin1', start, made.indexOf(0, start));
    return { name: name ?? 0, at: at ?? 0, path: path.slice(path.indexOf('/') + 1) };
  });
  const kept: Item[] = [];
  for (const [index, item] of items.entries()) {
    const next = items[index + 1];
    // How long the last one is nothing says.
    if (!next || !isForeign(item.path)) kept.push(item);
    else made.fill(0, table + item.at, table + next.at);
  }
  made.fill(0, table + 4, table + 4 + 8 * count);
  made.writeUInt32LE(kept.length, table);
  for (const [index, { name, at }] of kept.entries()) {
    made.writeUInt32LE(name, table + 4 + 8 * index);
    made.writeUInt32LE(at, table + 8 + 8 * index);
  }
  return made;
}

/** `path` without the name of the whole before it: `lang/ja.res`. */
function isForeign(path: string): boolean {
  if (DICTIONARY.test(path)) return true;
  if (!NAMES.test(path)) return false;
  const language = LOCALE.exec(path.slice(path.indexOf('/') + 1))?.[1];
  return language !== undefined && !SPOKEN.has(language);
}

/** Where the table begins, which is what places are counted from. */
function tableIn(program: Buffer): number {
  for (let at = program.indexOf(FORMAT); at >= 0; at = program.indexOf(FORMAT, at + 1)) {
    // ucmndata.h: the size of the header, the magic bytes, then UDataInfo, its format at 8.
    const header = at - 12;
    if (header < 0 || program[header + 2] !== MAGIC_1 || program[header + 3] !== MAGIC_2) continue;
    return header + program.readUInt16LE(header);
  }
  throw new Error("Node's ICU data are not where they were.");
}
