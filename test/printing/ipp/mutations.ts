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

/** Made long or deep: one attribute with thousands of values, collections in collections, lengths below zero. */
export function swell(original: Buffer, below: (limit: number) => number): Buffer {
  const end = original.length - 1;
  const [head, tail] = [original.subarray(0, Math.max(8, end)), Buffer.from([3])];
  const attribute = Buffer.from('02440001780001', 'hex').subarray(0, 7);
  const record = (tag: number, name: string, value: Buffer): Buffer => {
    const bytes = Buffer.alloc(5 + name.length + value.length);
    bytes.writeUInt8(tag, 0);
    bytes.writeUInt16BE(name.length, 1);
    bytes.write(name, 3, 'latin1');
    bytes.writeUInt16BE(value.length, 3 + name.length);
    value.copy(bytes, 5 + name.length);
    return bytes;
  };
  const empty = Buffer.alloc(0);
  switch (below(5)) {
    case 0: {
      const more = Buffer.concat(
        Array.from({ length: 1 + below(5000) }, () => record(0x44, '', Buffer.from('x'))),
      );
      return Buffer.concat([
        head,
        Buffer.from([2]),
        record(0x44, 'many', Buffer.from('x')),
        more,
        tail,
      ]);
    }
    case 1: {
      const deep = Array.from({ length: 1 + below(2000) }, () => [
        record(0x34, '', empty),
        record(0x4a, '', Buffer.from('m')),
      ]).flat();
      return Buffer.concat([
        head,
        Buffer.from([2]),
        record(0x34, 'deep', empty),
        record(0x4a, '', Buffer.from('m')),
        ...deep,
        tail,
      ]);
    }
    case 2:
      return Buffer.concat([
        head,
        Buffer.from([2]),
        record(0x30, 'big', Buffer.alloc(65_535)),
        ...Array.from({ length: below(5) }, () => record(0x30, '', Buffer.alloc(65_535))),
        tail,
      ]);
    case 3: {
      const names = Array.from({ length: 1 + below(4000) }, (_, i) =>
        record(0x21, `attribute-${i}`, Buffer.alloc(4)),
      );
      return Buffer.concat([head, Buffer.from([2]), ...names, tail]);
    }
    default: {
      const bytes = Buffer.concat([head, attribute, Buffer.from('ff'), tail]);
      bytes.writeInt16BE(-(1 + below(32_768)), Math.max(0, bytes.length - 4));
      return bytes;
    }
  }
}
