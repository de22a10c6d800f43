/** Cuts a query down to its questions, so that a responder decodes nothing else. */

const HEADER_BYTES = 12;
/** Type and class of a question (RFC 1035 section 4.1.2). */
const QUESTION_TAIL = 4;
const POINTER = 0xc0;

/** The packet with its header and questions alone; undefined when it is not well formed. */
export function questionSection(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  let at = HEADER_BYTES;
  const count = ((bytes[4] ?? 0) << 8) | (bytes[5] ?? 0);
  for (let i = 0; i < count; i++) {
    let length = bytes[at] ?? 0;
    while (length > 0 && length < POINTER) {
      at += 1 + length;
      length = bytes[at] ?? 0;
    }
    at += (length >= POINTER ? 2 : 1) + QUESTION_TAIL;
    if (at > bytes.length) return undefined;
  }
  const out = Buffer.from(bytes.subarray(0, at));
  out.fill(0, 6, HEADER_BYTES);
  return out;
}
