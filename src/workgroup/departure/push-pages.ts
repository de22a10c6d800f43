/** Cuts statements into requests that the other side's door takes. */

/** Doors take 256 KiB of JSON and 500 statements; some room for what is around them. */
const MAX_BYTES = 200_000;
const MAX_STATEMENTS = 500;

/** In the same order, none empty. */
export function pushPages(statements: readonly string[]): string[][] {
  const pages: string[][] = [];
  let room = 0;
  for (const text of statements) {
    const size = Buffer.byteLength(JSON.stringify(text)) + 1;
    let page = pages.at(-1);
    if (!page || size > room || page.length >= MAX_STATEMENTS) {
      pages.push((page = []));
      room = MAX_BYTES;
    }
    page.push(text);
    room -= size;
  }
  return pages;
}
