/** A PNG made line by line (PNG third edition, sections 10 and 11): packed as it grows. */
import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Packed at once: big enough to pack well. */
const BLOCK = 4 * 1024 * 1024;
const ADLER = 65_521;
/** So many bytes add up without a carry (as zlib has it). */
const ADLER_RUN = 5552;

export class PngBuilder {
  readonly #width: number;
  readonly #height: number;
  readonly #channels: 1 | 3;
  readonly #block: Buffer;
  readonly #packed: Buffer[] = [];
  #filled = 0;
  #a = 1;
  #b = 0;

  constructor(width: number, height: number, channels: 1 | 3) {
    this.#width = width;
    this.#height = height;
    this.#channels = channels;
    this.#block = Buffer.alloc(Math.max(BLOCK, width * channels + 1));
  }

  line(line: Uint8Array): void {
    const bytes = this.#width * this.#channels;
    if (this.#filled + bytes + 1 > this.#block.length) this.#pack(constants.Z_SYNC_FLUSH);
    this.#block[this.#filled] = 0;
    this.#block.set(line, this.#filled + 1);
    this.#filled += bytes + 1;
  }

  end(): Buffer {
    this.#pack(constants.Z_FINISH);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(((this.#b << 16) | this.#a) >>> 0);
    const header = Buffer.alloc(13);
    header.writeUInt32BE(this.#width);
    header.writeUInt32BE(this.#height, 4);
    header[8] = 8;
    header[9] = this.#channels === 3 ? 2 : 0;
    return Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', Buffer.concat([Buffer.from([0x78, 0x01]), ...this.#packed, sum])),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }

  /** Blocks stand for themselves, so that each is packed without the ones before. */
  #pack(finishFlush: number): void {
    const bytes = this.#block.subarray(0, this.#filled);
    this.#packed.push(deflateRawSync(bytes, { level: 4, finishFlush }));
    this.#sum(bytes);
    this.#filled = 0;
  }

  #sum(bytes: Uint8Array): void {
    let [a, b] = [this.#a, this.#b];
    for (let at = 0; at < bytes.length; ) {
      const end = Math.min(bytes.length, at + ADLER_RUN);
      for (; at < end; at += 1) {
        a += bytes[at] ?? 0;
        b += a;
      }
      a %= ADLER;
      b %= ADLER;
    }
    this.#a = a;
    this.#b = b;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(data.length);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}
