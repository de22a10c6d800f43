/**
 * How many pages a PDF has, as far as that can be told without reading it as a PDF: from the page
 * tree (ISO 32000-1 section 7.7.3.2), also where it is packed into object streams (7.5.7).
 */

/** Larger ones are not looked at: a person waits for the dialog. */
const MAX_BYTES = 32_000_000;
/** Of what one packed stream holds, and of all of them. */
const MAX_UNPACKED = 2_000_000;
const MAX_STREAMS = 200;
const MAX_PAGES = 1_000_000;
/** Length of one node of the tree. */
const MAX_NODE = 100_000;
const MAX_PACKED = 1_000_000;

/** Undefined where it cannot be told. */
export async function pdfPages(file: Blob): Promise<number | undefined> {
  if (file.size > MAX_BYTES) return undefined;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const plain = latin(bytes);
  if (!plain.startsWith('%PDF-')) return undefined;
  const told = treeCount(plain);
  if (told !== undefined) return told;
  let seen = 0;
  for (const match of plain.matchAll(/\/Type\s*\/ObjStm\b[^]{0,400}?stream\r?\n/g)) {
    if ((seen += 1) > MAX_STREAMS) return undefined;
    const from = match.index + match[0].length;
    const inside = treeCount(await unpacked(bytes.subarray(from, from + MAX_PACKED)));
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** The root of the page tree counts all pages; after a change of the file the last one holds. */
function treeCount(text: string): number | undefined {
  let told: number | undefined;
  for (const { index } of text.matchAll(/\/Type\s*\/Pages\b/g)) {
    const begin = text.lastIndexOf('<<', index);
    const end = text.indexOf('>>', index);
    if (begin < 0 || end < 0 || end - begin > MAX_NODE) continue;
    const node = text.slice(begin, end);
    if (/\/Parent\b/.test(node)) continue;
    const count = Number(/\/Count\s+(\d{1,7})\b/.exec(node)?.[1] ?? 0);
    if (count > 0 && count <= MAX_PAGES) told = count;
  }
  return told;
}

/** As far as it goes: what follows the stream is no part of it, and ends it with an error. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream('deflate'))
    .getReader();
  let text = '';
  try {
    while (text.length < MAX_UNPACKED) {
      const { done, value } = await reader.read();
      if (done) break;
      text += latin(value);
    }
  } catch {
    // The end of the stream, or no stream at all.
  }
  await reader.cancel().catch(() => {});
  return text;
}

function latin(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
