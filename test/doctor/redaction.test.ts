/** The report leaves out who somebody is: whatever the names are, none of them is in it. */
import assert from 'node:assert/strict';
import { reportOf } from '../../src/doctor/doctor.ts';
import { Redactor } from '../../src/doctor/redaction.ts';
import { networkOf, redactedReport } from '../../src/doctor/report.ts';
import { seededBelow } from '../support/seeded.ts';
import { facts, office } from './members.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzäöüßéñżØ漢字ω';
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

class Office {
  readonly #next: (below: number) => number;
  readonly private: string[] = [];

  constructor(seed: number) {
    this.#next = seededBelow(seed);
  }

  pick<T>(all: readonly T[]): T {
    return all[this.#next(all.length)] as T;
  }

  chars(alphabet: string, length: number): string {
    const all = Array.from(alphabet);
    return Array.from({ length }, () => this.pick(all)).join('');
  }

  keep(value: string): string {
    this.private.push(value);
    return value;
  }

  /** A name as people give it: words, signs of every kind, long and short. */
  name(): string {
    const word = (): string => this.chars(LETTERS, 4 + this.#next(6));
    const between = this.pick([' ', '-', '.', "'s ", ' (', ' & ', '+', '_', ' $1 ', '\\', '"']);
    return this.keep(`x${word()}${between}${word()}`);
  }

  ipv4(): string {
    const byte = (): number => 2 + this.#next(250);
    return this.keep(`${this.pick([10, 192, 84, 172])}.${byte()}.${byte()}.${byte()}`);
  }

  ipv6(): string {
    const group = (): string => this.chars('123456789abcdef', 4);
    return this.keep(`${this.pick(['2001', 'fd12', 'fe80'])}:${group()}::${group()}:${group()}`);
  }

  mac(): string {
    const pairs = Array.from({ length: 6 }, () => this.chars('0123456789abcdef', 2));
    return this.keep(pairs.join(this.pick([':', '-'])));
  }

  id(length = 52): string {
    return this.keep(this.chars(BASE32, length));
  }

  token(): string {
    return this.keep(
      `A7${this.chars('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop0123456789_-', 40)}z`,
    );
  }

  mail(): string {
    return this.keep(`${this.chars('abcdefgh.', 8)}x@${this.chars('mnopqrst', 9)}.example`);
  }

  path(): string {
    const word = (): string => this.keep(`q${this.chars('abcdefghijklmnop', 9)}`);
    return this.pick([`/home/${word()}/${word()}`, `C:\\Users\\${word()}\\${word()}`]);
  }
}

function reportFor(seed: number): { text: string; secrets: readonly string[] } {
  const random = new Office(seed);
  const letters = ['a', 'b', 'c', 'd'];
  const members = office(letters).map((member) => ({ ...member, name: random.name() }));
  for (const member of members) {
    const id = random.id();
    for (const { view } of members)
      for (const entry of [...(view?.sees ?? []), ...(view?.heard ?? [])])
        if (entry.device === member.id) entry.device = id;
    member.id = id;
    member.addresses = [random.ipv4(), random.ipv6()];
  }
  const [self, second, third] = members;
  assert.ok(self && second && third);
  Object.assign(third, { view: null, door: 'timeout' });
  if (second.view) second.view.sees = second.view.sees.slice(1);
  const printer = { id: random.id(16), device: self.id, name: random.name(), state: 'unknown' };
  const ownPrinter = {
    ...printer,
    backend: 'cups',
    shared: true,
    uri: `ipp://${random.ipv4()}:631/printers/${random.id(9)}`,
  };
  const share = { id: random.id(16), name: random.name(), path: random.path() };
  const home = random.path();
  const user = random.name();
  const workgroup = random.name();
  const token = random.token();
  const code = random.keep(String(100_000 + (seed % 899_999)));
  const adapter = {
    name: random.name(),
    kind: 'wireless' as const,
    addresses: [`${random.ipv4()}/24`, `${random.ipv6()}/64`],
    choice: 'auto' as const,
    fixed: false,
    used: true,
    reason: `Used: ${self.name} is in the Wi-Fi.`,
  };
  const seen = facts({
    home,
    members,
    self: { id: self.id, name: self.name },
    adapters: [adapter],
    echoes: [{ adapter: adapter.name, looped: false, answered: [], error: 'EPERM' }],
    disk: { freeBytes: 1, writable: false },
    printers: [printer, { ...printer, name: printer.name.toUpperCase() }] as never,
    ownPrinters: [ownPrinter] as never,
    ownShares: [share, { ...share, id: random.id(16) }] as never,
    nearby: [
      { kind: 'smb', name: random.name(), addresses: [random.ipv4()], port: 445, device: null },
    ] as never,
  });
  const guest = `${random.name()}.xlsx`;
  const log = [
    JSON.stringify({
      level: 40,
      time: '2026-11-22T10:00:00.000Z',
      device: self.id,
      host: random.ipv4(),
      error: {
        type: 'Error',
        message: `ENOENT: no such file, open '${share.path}/${guest}'`,
        stack: `Error: x\n at ${random.path()}`,
        code: 'ENOENT',
      },
      msg: 'linked',
    }),
    JSON.stringify({ level: 30, name: guest, msg: 'a job failed', user }),
    JSON.stringify({ level: 30, code: 'X', host: `[${random.ipv6()}%eth0]:47470`, msg: `x` }),
    JSON.stringify({ level: 30, address: random.mac(), owner: random.mail(), msg: 'left' }),
    `plain text about ${second.name} at ${random.ipv4()} with ${code} and ${token}`,
    `{"broken": "${random.mail()} ${random.mac()} ${home}`,
  ];
  const report = reportOf(seen, '1.0.0', 'Linux 6.1 x64');
  const text = redactedReport({
    report,
    facts: seen,
    log,
    private: {
      workgroup,
      user,
      userHome: random.path(),
      host: `${random.name()}.local`,
      tokens: [token],
      ids: [random.id()],
    },
  });
  return { text, secrets: random.private };
}

function plainInput() {
  const seen = facts();
  const report = reportOf(seen, '1.0.0', 'Linux 6.1 x64');
  const known = { workgroup: null, user: 'u-ser', userHome: '/home/u', host: 'h-ost' };
  return { report, facts: seen, private: { ...known, tokens: [], ids: [] } };
}

describe('doctor: redaction', () => {
  it('check 26: leaves no name, address, path, id, token, code or mail in any report', function () {
    this.timeout(60_000);
    for (let seed = 1; seed <= 80; seed += 1) {
      const { text, secrets } = reportFor(seed);
      const low = text.toLowerCase();
      const left = secrets.filter((secret) => low.includes(secret.toLowerCase()));
      assert.deepEqual(left, [], `seed ${seed}:\n${text}`);
    }
  });

  it('stays readable: PCs by number, the same one everywhere', () => {
    const { text } = reportFor(7);
    assert.match(text, /this PC is PC-1$/m);
    assert.match(text, /PC-1 -> PC-3: offline \[firewall\] PC-1 and PC-3 are linked/);
    assert.match(text, /PC-2 -> PC-1: offline \[stale-member\] PC-2 does not know PC-1/);
    assert.match(text, /"type":"Error".*"code":"ENOENT"/);
    assert.match(text, /"msg":"linked"/);
    assert.match(text, /version {2}1\.0\.0/);
    assert.match(text, /adapter-1 wireless .*used \(auto\)/);
  });

  it('hides an adapter that is gone, and drives no terminal', () => {
    const { report, facts: seen, private: known } = plainInput();
    const log = [
      JSON.stringify({
        level: 40,
        adapter: 'Eva Berger’s iPhone',
        msg: 'x',
        error: { message: 'a\u009b31m\u202eb' },
      }),
      JSON.stringify({ level: 40, adapter: 'wlan0', msg: 'x' }),
    ];
    const text = redactedReport({ report, facts: seen, log, private: known });
    assert.doesNotMatch(text, /Berger|iPhone/);
    assert.match(text, /"adapter":"wlan0"/);
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
  });

  it('cuts addresses to their network, and hides public ones', () => {
    assert.equal(networkOf('10.77.3.4/16'), '10.77.0.0/16');
    assert.equal(networkOf('192.168.1.77/26'), '192.168.1.64/26');
    assert.equal(networkOf('192.168.1.0/24'), 'private IPv4/24');
    assert.equal(networkOf('10.0.0.1/32'), 'private IPv4/32');
    assert.equal(networkOf('84.12.3.4/24'), 'public IPv4/24');
    assert.equal(networkOf('fe80::1:2/64'), 'fe80::/64');
    assert.equal(networkOf('2001:db8::7/64'), 'public IPv6/64');
    assert.equal(networkOf('nonsense'), 'address');
  });

  it('replaces the same thing by the same word, and leaves plain words alone', () => {
    const redactor = new Redactor({ PC: ['Anna', 'Anna laptop'], user: ['eva'] });
    assert.equal(
      redactor.text('anna laptop sees ANNA at 10.1.2.3 and 10.1.2.3; Evaluate eva.'),
      'PC-2 sees PC-1 at address-1 and address-1; Evaluate user-1.',
    );
    const plain = 'Hallway 1.2.3 answers on 127.0.0.1, TCP port 47470, 12:30:45, ✓ a/b and/or.';
    assert.equal(redactor.text(plain), plain);
    assert.equal(redactor.text('\ue000Anna\ue001'), 'PC-1');
  });

  it('takes time in proportion to the text', () => {
    const redactor = new Redactor({ PC: ['Anna'] });
    const started = performance.now();
    for (const text of [
      'a'.repeat(50_000),
      ':'.repeat(50_000),
      '1.'.repeat(25_000),
      '/a'.repeat(25_000),
      '-_'.repeat(25_000),
      'a.b@'.repeat(12_000),
    ])
      redactor.text(text);
    assert.ok(performance.now() - started < 2000);
  });
});
