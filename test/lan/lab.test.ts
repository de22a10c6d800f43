/** The lab does what it says, so that a red test on it accuses the agent and not the lab. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { eventually } from '../support/eventually.ts';
import { skipWithoutLab } from './availability.ts';
import { Lab } from './lab.ts';

/** Listens on UDP 5353 and the mDNS group; a line for each datagram. */
const LISTENER = `
  const socket = require('node:dgram').createSocket({ type: 'udp4', reuseAddr: true });
  socket.on('message', (message) => console.log('got ' + message));
  socket.bind(5353, () => { socket.addMembership('224.0.0.251', process.argv[1]); console.log('ready'); });`;

const SENDER = `
  const socket = require('node:dgram').createSocket('udp4');
  let left = Number(process.argv[3]);
  (function next() {
    if (left-- === 0) return socket.close();
    socket.send(process.argv[2], 5353, process.argv[1], next);
  })();`;

const node = (script: string, ...argv: string[]): string[] => [
  process.execPath,
  '-e',
  script,
  ...argv,
];

describe('lan: lab', function () {
  this.timeout(20_000);
  let lab: Lab;

  before(async function () {
    skipWithoutLab(this);
    lab = await Lab.create({ pcs: 4 });
  });
  after(() => lab?.destroy());

  /** A closed port that refuses is an answer too. */
  const answers = async (from: number, address: string, seconds: number): Promise<boolean> => {
    const connect = [
      'timeout',
      String(seconds),
      'bash',
      '--norc',
      '-c',
      `: </dev/tcp/${address}/9`,
    ];
    return (await lab.pc(from).exec(connect)).stderr.includes('refused');
  };
  /** A neighbour whom nobody found a moment ago counts as unreachable for some seconds still. */
  const reaches = async (from: number, address: string): Promise<boolean> => {
    for (let tries = 0; tries < 8; tries++) if (await answers(from, address, 1)) return true;
    return false;
  };
  const misses = async (from: number, address: string): Promise<boolean> =>
    !(await answers(from, address, 1));
  const carrier = async (number: number): Promise<string> =>
    (await lab.pc(number).exec(['cat', '/sys/class/net/eth0/carrier'])).stdout;
  const send = async (from: number, to: string, text: string, times = 1): Promise<void> =>
    void (await lab.pc(from).exec(node(SENDER, to, text, String(times))));

  it('connects PCs by IPv4 and IPv6, each with a hostname of its own', async () => {
    assert.ok(await reaches(1, lab.address(4)));
    assert.ok(await reaches(2, lab.address(3, 6)));
    assert.equal((await lab.pc(3).exec(['hostname'])).stdout, 'pc-3');
  });

  it('runs programs with their environment, status and output', async () => {
    const result = await lab
      .pc(1)
      .exec(['sh', '-c', 'echo "$WORD"; echo bad >&2; exit 7'], { env: { WORD: 'hello' } });
    assert.deepEqual(result, { code: 7, signal: null, stdout: 'hello', stderr: 'bad' });
    const cat = lab.pc(1).spawn(['cat']);
    cat.write('to and fro');
    assert.equal(await cat.waitForLine(/fro/), 'to and fro');
    await assert.rejects(cat.waitForLine(/never/, 50), /50 ms passed/);
    await cat.kill();
    assert.equal((await cat.exited).signal, 'SIGTERM');
  });

  it('pulls a cable so that the PC notices, or silently', async () => {
    await lab.cut(2);
    assert.equal(await carrier(2), '0');
    await lab.heal(2);
    assert.equal(await carrier(2), '1');
    assert.ok(await reaches(1, lab.address(2)));
    await lab.cut(2, { silent: true });
    assert.equal(await carrier(2), '1');
    assert.ok(await misses(1, lab.address(2)));
    await lab.heal(2);
    assert.ok(await reaches(1, lab.address(2)));
  });

  it('splits the LAN and heals it', async () => {
    await lab.partition([1, 2], [3]);
    assert.ok(await reaches(1, lab.address(2)));
    assert.ok(await misses(1, lab.address(3)));
    assert.ok(await misses(1, lab.address(4)));
    await lab.heal();
    assert.ok(await reaches(1, lab.address(3)));
  });

  it('changes addresses', async () => {
    const old = lab.address(4);
    const now = await lab.readdress(4);
    assert.notEqual(now, old);
    assert.ok(await reaches(1, now));
    assert.ok(await reaches(1, lab.address(4, 6)));
    assert.ok(await misses(1, old));
  });

  it('gives a PC a second adapter on a second switch', async () => {
    await lab.secondNic(1);
    const there = await lab.secondNic(2);
    assert.ok(await reaches(1, there));
    assert.equal(lab.address(2, 4, 'eth1'), there);
  });

  it('takes the second adapter out again', async () => {
    const there = lab.address(2, 4, 'eth1');
    await lab.removeSecondNic(2);
    assert.ok(await misses(1, there));
    assert.throws(() => lab.address(2, 4, 'eth1'), /no eth1/);
    assert.equal(await lab.secondNic(2), there);
    assert.ok(await reaches(1, there));
  });

  it('isolates a PC that keeps its carrier', async () => {
    await lab.isolate(2);
    assert.equal(await carrier(2), '1');
    assert.ok(await misses(2, lab.address(1)));
    assert.ok(await misses(3, lab.address(2, 6)));
    await lab.heal(2);
    assert.ok(await reaches(2, lab.address(1)));
  });

  it('keeps clients of an access point from each other, and from nobody else', async () => {
    await lab.clientIsolation([2, 3]);
    assert.ok(await misses(2, lab.address(3)));
    assert.ok(await reaches(2, lab.address(1)));
    assert.ok(await reaches(1, lab.address(3)));
    await lab.clientIsolation([]);
    // The system asks for the address again a second after it got no answer.
    await eventually(() => reaches(2, lab.address(3)), 4000, 'they reach each other again');
  });

  it('moves a PC to the second switch, where no router leads back', async () => {
    const there = await lab.moveToSecondSwitch(3);
    assert.match(there, /^10\.78\./);
    assert.ok(await misses(4, there));
    assert.ok(await reaches(1, there), 'by the second adapter');
    assert.match(await lab.moveBack(3), /^10\.77\./);
    assert.ok(await reaches(4, lab.address(3)));
    assert.ok(await reaches(4, lab.address(3, 6)));
  });

  it('calls an adapter otherwise', async () => {
    await lab.renameAdapter(4, 'wlan0');
    const links = await lab.pc(4).exec(['ip', '-br', 'address', 'show', 'wlan0']);
    assert.match(links.stdout, /10\.77\./);
    assert.ok(await reaches(1, lab.address(4, 6)));
    assert.notEqual(await lab.readdress(4), '');
    assert.ok(await reaches(4, lab.address(1)));
    await lab.renameAdapter(4, 'eth0');
    assert.ok(await reaches(1, lab.address(4)));
  });

  it('has all programs of a PC stand still and go on', async () => {
    const clock = lab.pc(3).spawn(['sh', '-c', 'while :; do echo tick; sleep 0.05; done']);
    await clock.waitForLine(/tick/);
    await lab.freeze(3);
    const { length } = clock.lines;
    assert.ok(await reaches(1, lab.address(3)), 'its kernel answers');
    assert.ok(clock.lines.length - length <= 2);
    await lab.thaw(3);
    const ticks: string[] = [];
    clock.follow((line) => ticks.push(line));
    const before = ticks.length;
    await eventually(() => ticks.length >= before + 2, 2000, 'it goes on');
    assert.deepEqual(clock.lines, []);
    await clock.kill();
  });

  it('counts multicast packets on each switch', async () => {
    const before = await lab.multicastPackets();
    await send(1, '224.0.0.251', 'count', 25);
    await send(1, lab.address(2), 'not me', 25);
    const counted = (await lab.multicastPackets()) - before;
    assert.ok(counted >= 25 && counted < 45, `${counted} of 25`);
    assert.ok((await lab.multicastPackets('second')) < 100);
  });

  it('carries multicast, unless told not to', async () => {
    const listener = lab.pc(3).spawn(node(LISTENER, lab.address(3)));
    await listener.waitForLine(/ready/);
    await send(1, '224.0.0.251', 'before');
    await listener.waitForLine(/got before/);
    await lab.noMulticast(true);
    await send(1, '224.0.0.251', 'dropped');
    await send(1, lab.address(3), 'unicast');
    await listener.waitForLine(/got unicast/);
    assert.ok(await reaches(1, lab.address(4, 6)), 'IPv6 neighbour discovery passes');
    await lab.noMulticast(false);
    await send(1, '224.0.0.251', 'after');
    await listener.waitForLine(/got after/);
    assert.ok(!listener.lines.includes('got dropped'));
    await listener.kill();
  });

  it('loses the share of frames it was asked to', async () => {
    const listener = lab.pc(3).spawn(node(LISTENER, lab.address(3)));
    await listener.waitForLine(/ready/);
    await lab.loss(3, 50);
    await send(1, '224.0.0.251', 'maybe', 400);
    await lab.loss('all', 0);
    await send(1, '224.0.0.251', 'end');
    await listener.waitForLine(/got end/);
    const arrived = listener.lines.filter((line) => line === 'got maybe').length;
    assert.ok(arrived > 130 && arrived < 270, `${arrived} of 400 arrived`);
    await listener.kill();
  });

  it('shapes cables', async () => {
    await lab.rate(1, 10);
    const shown = await lab.pc(1).exec(['tc', 'class', 'show', 'dev', 'eth0']);
    assert.match(shown.stdout, /rate 10Mbit/);
    assert.ok(await reaches(1, lab.address(2)));
  });

  it('runs beside another lab and leaves nothing behind, not even a forked program', async () => {
    const other = await Lab.create({ pcs: 1 });
    const own = (): string[] =>
      readdirSync('/run/netns').filter((name) => name.startsWith(`${other.prefix}-`));
    assert.equal(own().length, 2);
    const forked = await other.pc(1).exec(['sh', '-c', 'sleep 300 >/dev/null 2>&1 & echo $!']);
    assert.ok(existsSync(`/proc/${forked.stdout}`));
    await other.destroy();
    await other.destroy();
    assert.deepEqual(own(), []);
    assert.ok(!existsSync(`/proc/${forked.stdout}/exe`));
    assert.ok(await reaches(1, lab.address(2)));
  });

  it('removes what a crashed run of the same name left', async () => {
    const prefix = `${lab.prefix}c`;
    await Lab.create({ pcs: 1, prefix });
    const again = await Lab.create({ pcs: 1, prefix });
    assert.equal((await again.pc(1).exec(['true'])).code, 0);
    await again.destroy();
  });
});
