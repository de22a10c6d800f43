/** Packets are written and read alike, names with dots and of full length included. */
import assert from 'node:assert/strict';
import { cutLabel, escapeLabel, splitName, unescapeLabel } from '../../src/discovery/dns-name.ts';
import type { DnsRecord, PointerRecord } from '../../src/discovery/dns-record.ts';
import { readPacket } from '../../src/discovery/packet-reader.ts';
import {
  FRAME_BYTES,
  probePacket,
  questionPackets,
  responsePackets,
} from '../../src/discovery/packet-writer.ts';
import { name, packet, pointer, question, record } from './packets.ts';

const TYPE = '_ipp._tcp.local';

function service(label: string): DnsRecord[] {
  const full = `${escapeLabel(label)}.${TYPE}`;
  return [
    { type: 'PTR', name: TYPE, ttl: 4500, target: full },
    { type: 'SRV', name: full, ttl: 120, target: 'host.local', port: 631 },
    { type: 'TXT', name: full, ttl: 4500, items: [Buffer.from('rp=ipp/print'), Buffer.from('a=')] },
    { type: 'A', name: 'host.local', ttl: 120, address: '10.77.0.9' },
    { type: 'AAAA', name: 'host.local', ttl: 120, address: 'fd77::9' },
    { type: 'AAAA', name: 'host.local', ttl: 120, address: 'fe80::77:ff:fe00:9' },
  ];
}

const plain = (records: readonly DnsRecord[]): object[] =>
  records.map((one) =>
    one.type === 'TXT'
      ? { ...one, items: one.items.map((item) => Buffer.from(item).toString()) }
      : one,
  );

describe('discovery: packet format', () => {
  it('reads what it writes, with dots, backslashes, UTF-8 and 63 bytes in a label', () => {
    for (const label of [
      'HP 1.5 (Büro).',
      '..',
      'a\\.b\\',
      '打印机 3.0',
      'x'.repeat(63),
      '🖨'.repeat(15),
    ]) {
      const records = service(label);
      const [bytes] = responsePackets([{ answers: records, additionals: [] }]);
      assert.ok(bytes);
      assert.deepEqual(plain(readPacket(bytes)?.answers ?? []), plain(records));
      const { label: first, rest } = splitName(records[1]?.name ?? '');
      assert.deepEqual([unescapeLabel(first), rest], [label, TYPE]);
    }
  });

  it('never writes a label of more than 63 bytes, and cuts at a whole character', () => {
    assert.equal(cutLabel('ä'.repeat(40)), 'ä'.repeat(31));
    const [bytes] = questionPackets([{ name: `${'ä'.repeat(40)}.${TYPE}`, type: 'SRV' }], []);
    assert.ok(bytes);
    assert.equal(readPacket(bytes)?.questions[0]?.name, `${'ä'.repeat(31)}.${TYPE}`);
  });

  it('continues what is known in truncated packets of one frame each', () => {
    const known = Array.from(
      { length: 200 },
      (_, i): PointerRecord => ({
        type: 'PTR',
        name: TYPE,
        ttl: 4500,
        target: `${'x'.repeat(40)}${i}.${TYPE}`,
      }),
    );
    const packets = questionPackets([{ name: TYPE, type: 'PTR' }], known);
    assert.ok(packets.length > 5 && packets.every(({ length }) => length <= FRAME_BYTES));
    const read = packets.map((bytes) => readPacket(bytes));
    assert.deepEqual(
      read.map((one) => one?.truncated),
      packets.map((_, i) => i < packets.length - 1),
    );
    assert.deepEqual(
      read.map((one) => one?.questions.length),
      packets.map((_, i) => (i === 0 ? 1 : 0)),
    );
    assert.deepEqual(
      read.flatMap((one) => one?.answers ?? []),
      known,
    );
  });

  it('fills frames with whole services, and says an address once in each', () => {
    const groups = Array.from({ length: 30 }, (_, i) => {
      const [ptr, ...rest] = service(`Printer ${i} of the office`);
      return { answers: ptr ? [ptr] : [], additionals: rest };
    });
    const packets = responsePackets(groups).map((bytes) => ({ bytes, packet: readPacket(bytes) }));
    assert.ok(packets.length <= 4, `${packets.length} packets`);
    for (const { bytes, packet: read } of packets) {
      assert.ok(bytes.length <= FRAME_BYTES);
      const addresses = read?.additionals.filter(({ type }) => type === 'A');
      assert.equal(addresses?.length, 1);
      const services = read?.additionals.filter(({ type }) => type === 'SRV');
      assert.equal(services?.length, read?.answers.length);
    }
  });

  it('marks all but pointers as replacing what was there, and a probe tells what it claims', () => {
    const [ptr, srv] = service('Laser') as [DnsRecord, DnsRecord];
    const [bytes] = responsePackets([{ answers: [ptr, srv], additionals: [] }]);
    const classes = Buffer.from(bytes ?? []).toString('latin1');
    assert.equal(classes.split('\0\x0c\0\x01').length, 2);
    assert.equal(classes.split('\0\x21\x80\x01').length, 2);
    const probe = readPacket(probePacket(srv.name, [srv]));
    assert.deepEqual(probe?.questions, [{ name: srv.name, type: 'ANY' }]);
    assert.deepEqual(probe?.authorities, [srv]);
  });

  it('reads nothing from what is not well formed', () => {
    const type = name(TYPE);
    const good = packet(0x8400, [], [record(type, 1, { type: 'PTR', target: name(`x.${TYPE}`) })]);
    assert.equal(readPacket(good)?.answers.length, 1);
    const bad: Record<string, Buffer> = {
      'cut short': good.subarray(0, good.length - 1),
      'a pointer to itself': packet(0, [question(pointer(12))], []),
      'a pointer forward': packet(0, [question(pointer(40))], []),
      'a pointer into the header': packet(0, [question(pointer(2))], []),
      'a label of 64 bytes': packet(
        0,
        [question(Buffer.concat([Buffer.of(64), Buffer.alloc(65)]))],
        [],
      ),
      'a name of 256 bytes': packet(0, [question(name(`${'abcdefg.'.repeat(32)}x`))], []),
      'another opcode': Buffer.concat([Buffer.of(0, 0, 0x28, 0), good.subarray(4)]),
      'more records than there are': Buffer.concat([
        good.subarray(0, 7),
        Buffer.of(9),
        good.subarray(8),
      ]),
    };
    for (const [what, bytes] of Object.entries(bad))
      assert.equal(readPacket(bytes), undefined, what);
  });
});
