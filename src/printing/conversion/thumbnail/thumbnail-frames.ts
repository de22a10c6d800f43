/** What agent and thumbnailer say to each other: frames of a kind, an id and bytes, on pipes. */

export const FRAME = { order: 1, bytes: 2, end: 3, drop: 4, made: 5, fault: 6 } as const;
export type FrameKind = (typeof FRAME)[keyof typeof FRAME];

export interface Frame {
  kind: number;
  /** Of the picture that is made. */
  id: number;
  bytes: Buffer;
}

/** Kind, id and length. */
const HEAD = 9;
/** Longer frames are refused: nobody of ours writes them. */
const MAX_FRAME = 16 * 1024 * 1024;

export function frame(kind: FrameKind, id: number, bytes: Uint8Array = new Uint8Array()): Buffer {
  const head = Buffer.alloc(HEAD);
  head[0] = kind;
  head.writeUInt32BE(id, 1);
  head.writeUInt32BE(bytes.length, 5);
  return Buffer.concat([head, bytes]);
}

export class FrameReader {
  #kept: Buffer[] = [];
  #length = 0;

  /** The frames that are whole now. Throws where one is too long. */
  push(chunk: Buffer): Frame[] {
    this.#kept.push(chunk);
    this.#length += chunk.length;
    const frames: Frame[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) frames.push(next);
    return frames;
  }

  #next(): Frame | undefined {
    if (this.#length < HEAD) return undefined;
    const head = this.#joined(HEAD);
    const length = head.readUInt32BE(5);
    if (length > MAX_FRAME) throw new RangeError('A frame is too long.');
    if (this.#length < HEAD + length) return undefined;
    const all = this.#joined(HEAD + length);
    const bytes = all.subarray(HEAD, HEAD + length);
    this.#kept = [all.subarray(HEAD + length)];
    this.#length -= HEAD + length;
    return { kind: all[0] ?? 0, id: all.readUInt32BE(1), bytes };
  }

  /** The kept bytes with at least `length` of them in one piece. */
  #joined(length: number): Buffer {
    const [first] = this.#kept;
    if (first && first.length >= length) return first;
    const all = Buffer.concat(this.#kept);
    this.#kept = [all];
    return all;
  }
}
