/** Messages that are damaged by chance. */

/** Bytes changed, cut, doubled and put in; perhaps nothing is left. */
export function mutate(original: Buffer, below: (limit: number) => number): Buffer {
  let bytes = Buffer.from(original);
  for (let count = 1 + below(4); count > 0; count -= 1) {
    const at = below(bytes.length);
    switch (below(5)) {
      case 0:
        bytes[at] = below(256);
        break;
      case 1:
        bytes[at] = [0, 1, 3, 0x34, 0x37, 0x4a, 0x7f, 0xff][below(8)] ?? 0;
        break;
      case 2:
        bytes = Buffer.from(bytes.subarray(0, at + 1));
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(below(bytes.length))]);
        break;
      default:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from([below(256)]),
          bytes.subarray(at),
        ]);
    }
    if (bytes.length === 0) return bytes;
  }
  return bytes;
}
