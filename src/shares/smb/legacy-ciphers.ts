/**
 * MD4 (RFC 1320) and RC4, which NTLM is made of and Node's own crypto no longer has. Both are
 * broken as ciphers; NTLMv2 uses them only to make keys that stronger ones protect.
 */

const ROUNDS: readonly {
  mix: (x: number, y: number, z: number) => number;
  add: number;
  order: readonly number[];
  turns: readonly [number, number, number, number];
}[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    add: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    turns: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    add: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    turns: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    add: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    turns: [3, 9, 11, 15],
  },
];

/** 16 bytes. */
export function md4(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8);
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < padded.length; block += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (const { mix, add, order, turns } of ROUNDS)
      for (const [step, word] of order.entries()) {
        const sum = (a + mix(b, c, d) + padded.readInt32LE(block + word * 4) + add) | 0;
        const turn = turns[step % 4] ?? 0;
        [a, b, c, d] = [d, (sum << turn) | (sum >>> (32 - turn)), b, c];
      }
    state = state.map((value, index) => (value + ([a, b, c, d][index] ?? 0)) | 0);
  }
  const digest = Buffer.alloc(16);
  for (const [index, value] of state.entries()) digest.writeInt32LE(value, index * 4);
  return digest;
}

export function rc4(key: Uint8Array, data: Uint8Array): Buffer {
  const box = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number): number => box[index] ?? 0;
  const swap = (one: number, other: number): void => {
    [box[one], box[other]] = [at(other), at(one)];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  const out = Buffer.alloc(data.length);
  for (let n = 0, i = 0, j = 0; n < data.length; n++) {
    i = (i + 1) & 255;
    j = (j + at(i)) & 255;
    swap(i, j);
    out[n] = (data[n] ?? 0) ^ at((at(i) + at(j)) & 255);
  }
  return out;
}
