/** Multicast DNS packets made by hand, good and bad (RFC 1035 section 4.1), and a seeded mutator. */

export type Rdata =
  | { type: 'PTR'; target: Buffer }
  | { type: 'SRV'; port: number; target: Buffer }
  | { type: 'TXT'; items: readonly string[] }
  | { type: 'A'; address: string }
  | { type: 'NULL'; data: Buffer };

const TYPES = { A: 1, NULL: 10, PTR: 12, TXT: 16, SRV: 33 } as const;

export function name(text: string): Buffer {
  const labels = text.split('.').map((label) => Buffer.from(label));
  return Buffer.concat([
    ...labels.flatMap((label) => [Buffer.of(label.length), label]),
    Buffer.of(0),
  ]);
}

export function pointer(to: number): Buffer {
  return Buffer.of(0xc0 | (to >> 8), to & 0xff);
}

export function question(of: Buffer, type: keyof typeof TYPES = 'PTR'): Buffer {
  return Buffer.concat([of, Buffer.of(0, TYPES[type], 0, 1)]);
}

export function record(of: Buffer, ttl: number, rdata: Rdata): Buffer {
  const data = encode(rdata);
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(TYPES[rdata.type], 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([of, fixed, data]);
}

function encode(rdata: Rdata): Buffer {
  if (rdata.type === 'PTR') return rdata.target;
  if (rdata.type === 'NULL') return rdata.data;
  if (rdata.type === 'A') return Buffer.from(rdata.address.split('.').map(Number));
  if (rdata.type === 'TXT')
    return Buffer.concat(
      rdata.items.map((item) => Buffer.concat([Buffer.of(item.length), Buffer.from(item)])),
    );
  const port = Buffer.of(0, 0, 0, 0, rdata.port >> 8, rdata.port & 0xff);
  return Buffer.concat([port, rdata.target]);
}

export function query(questions: readonly Buffer[], known: readonly Buffer[] = []): Buffer {
  return packet(0, questions, known);
}

export function response(records: readonly Buffer[]): Buffer {
  return packet(0x8400, [], records);
}

export function packet(
  flags: number,
  questions: readonly Buffer[],
  answers: readonly Buffer[],
): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(questions.length, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, ...questions, ...answers]);
}

/** A goodbye for one service, which anybody can say. */
export function goodbye(type: string, instance: string): Buffer {
  const target = name(`${instance}.${type}.local`);
  return response([record(name(`${type}.local`), 0, { type: 'PTR', target })]);
}

/** A whole announcement of one service. */
export function announcement(type: string, instance: string, items: readonly string[]): Buffer {
  const full = Buffer.concat([
    Buffer.of(Buffer.byteLength(instance)),
    Buffer.from(instance),
    name(`${type}.local`),
  ]);
  return response([
    record(name(`${type}.local`), 4500, { type: 'PTR', target: full }),
    record(full, 120, { type: 'SRV', port: 4000, target: name('host.local') }),
    record(full, 4500, { type: 'TXT', items }),
    record(name('host.local'), 120, { type: 'A', address: '10.77.0.9' }),
  ]);
}

/** Thousands of services in one packet; 3,623 make 58 kB. */
export function hugeResponse(type: string, count: number): Buffer {
  const first = name(`${type}.local`);
  const records = Array.from({ length: count }, (_, i) =>
    record(i === 0 ? first : pointer(12), 4500, {
      type: 'PTR',
      target: Buffer.concat([Buffer.of(1, 0x61 + (i % 26)), pointer(12)]),
    }),
  );
  return response(records);
}

/** A small packet that is dear to decode: each name is a long chain of pointers. */
export function pointerMaze(records: number, jumps: number, asQuery: boolean): Buffer {
  const type = name('_hallway._tcp.local');
  const start = 12 + type.length + 4;
  const questions = [question(type)];
  const dataAt = start + type.length + 10;
  const chain: Buffer[] = [];
  for (let i = 0; i < jumps; i++) chain.push(pointer(i === 0 ? 12 : dataAt + (i - 1) * 2));
  const last = pointer(dataAt + (jumps - 1) * 2);
  const bait = record(type, 120, { type: 'NULL', data: Buffer.concat(chain) });
  const rest = Array.from({ length: records }, () =>
    record(last, 120, { type: 'PTR', target: last }),
  );
  return packet(asQuery ? 0 : 0x8400, questions, [bait, ...rest]);
}

/** A copy with a few bytes changed, cut, doubled or turned into pointers. */
export function mutate(bytes: Buffer, random: () => number): Buffer {
  const below = (n: number): number => Math.floor(random() * n);
  let out = Buffer.from(bytes);
  for (let left = 1 + below(4); left > 0 && out.length > 13; left--) {
    const at = below(4) === 0 ? below(12) : 12 + below(out.length - 12);
    switch (below(6)) {
      case 0:
        out[at] = below(256);
        break;
      case 1:
        out[at] = (out[at] ?? 0) ^ (1 << below(8));
        break;
      case 2:
        out = out.subarray(0, at);
        break;
      case 3:
        out = Buffer.concat([out.subarray(0, at), out.subarray(Math.max(0, at - below(40)))]);
        break;
      case 4:
        out[at] = 0xc0;
        break;
      default:
        out = Buffer.concat([out.subarray(0, at), out.subarray(at + below(6))]);
    }
  }
  return out;
}

/** What the mutations start from. */
export function specimens(device: string): Buffer[] {
  const type = name('_hallway._tcp.local');
  return [
    announcement('_hallway._tcp', device, ['v=1', `id=${device}`, 'wg=tag2', 'st=s1']),
    announcement('_ipp._tcp', 'HP 1.5 (Büro)', ['rp=ipp/print', 'ty=HP']),
    query([question(type), question(name('_ipp._tcp.local'))]),
    query(
      [question(type)],
      [record(type, 20_000, { type: 'PTR', target: name(`${device}._hallway._tcp.local`) })],
    ),
    query([question(name(`${device}._hallway._tcp.local`), 'SRV')]),
  ];
}
