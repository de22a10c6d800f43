/** Each check tells what is wrong and how to mend it, and never more than the facts hold. */
import assert from 'node:assert/strict';
import { runChecks } from '../../src/doctor/check.ts';
import { CHECKS } from '../../src/doctor/checks/all-checks.ts';
import { reportOf } from '../../src/doctor/doctor.ts';
import type { Check } from '../../src/model/doctor.ts';
import { DoctorReport } from '../../src/model/doctor.ts';
import { shapeError } from '../../src/net/shape.ts';
import { facts, NOW, office, Scene } from './members.ts';

function check(id: string, changes: object = {}): Check {
  const found = runChecks(CHECKS, facts(changes)).find((one) => one.id === id);
  assert.ok(found, id);
  return found;
}

const adapter = (changes: object) => ({ ...(facts().adapters?.[0] as object), ...changes });
const port = (state: string, owner: string | null = null) => ({
  ...facts().ports,
  peer: { port: 47_470, state, owner },
});
const unheard = (who: (letter: string) => boolean, whom: string) => {
  const scene = new Scene();
  for (const { id, view } of scene.members)
    if (view && who(id.charAt(0)))
      view.heard = view.heard.filter(({ device }) => device.charAt(0) !== whom);
  return scene.members;
};
const deafSelf = () => {
  const members = office();
  if (members[0]?.view) members[0].view.heard = [];
  return members;
};

type Row = [what: string, id: string, changes: object, state: string, words: RegExp, fix?: RegExp];

const ROWS: readonly Row[] = [
  ['an agent that hangs', 'agent', { running: false, hangs: true }, 'problem', /does not answer/],
  ['no agent', 'agent', { running: false }, 'problem', /does not run/, /hallway start/],
  ['no adapter', 'adapters', { adapters: [] }, 'problem', /nobody sees this PC/, /Plug/],
  [
    'a skipped adapter',
    'adapters',
    { adapters: [adapter({ used: false, choice: 'skip', reason: 'Skipped: you chose so.' })] },
    'problem',
    /eth0 \(10\.0\.0\.1\): Skipped: you chose so/,
    /choose “Automatic” for eth0.*hallway adapters auto eth0/,
  ],
  [
    'loopback alone',
    'adapters',
    { adapters: [adapter({ name: 'lo', kind: 'loopback' })] },
    'notice',
    /no network: it reaches itself only/,
    /Plug the network cable in/,
  ],
  [
    'loopback alone, as it was started',
    'adapters',
    { adapters: [adapter({ name: 'lo', kind: 'loopback', fixed: true })] },
    'ok',
    /started for this PC alone/,
  ],
  ['adapters that cannot be listed', 'adapters', { adapters: null }, 'unknown', /could not/],
  [
    'a VPN that takes everything',
    'vpn',
    { adapters: [adapter({ name: 'wg0', kind: 'tunnel' })], defaultRoutes: ['wg0', 'eth0'] },
    'notice',
    /All traffic goes through the VPN wg0/,
    /split tunnel/,
  ],
  [
    'a VPN beside the office',
    'vpn',
    { adapters: [adapter({ name: 'wg0', kind: 'tunnel' })] },
    'ok',
    /beside it/,
  ],
  ['all heard', 'multicast.out', {}, 'ok', /PC B, PC C and PC D hear this PC/],
  ['all hear', 'multicast.back', {}, 'ok', /hears PC B, PC C and PC D/],
  [
    'nothing goes out',
    'multicast.out',
    { members: unheard((letter) => letter !== 'a', 'a') },
    'problem',
    /PC B, PC C and PC D cannot find this PC by themselves.*the network drops/,
    /IGMP snooping/,
  ],
  [
    'one does not hear',
    'multicast.out',
    { members: unheard((letter) => letter === 'b', 'a') },
    'problem',
    /PC B did not hear this PC announce itself; PC C and PC D did/,
  ],
  [
    'heard by others, hearing nobody',
    'multicast.back',
    { members: deafSelf() },
    'problem',
    /its firewall drops their announcements/,
    /5353\/udp/,
  ],
  [
    'its own packet does not come back',
    'multicast.out',
    { echoes: [{ adapter: 'eth0', looped: false, answered: [], error: 'EPERM' }] },
    'problem',
    /cannot announce itself on eth0: no multicast gets out \(EPERM\)/,
  ],
  [
    'alone',
    'multicast.back',
    { members: office(['a']), echoes: [{ ...facts().echoes?.[0], answered: [] }] },
    'unknown',
    /Perhaps none is switched on/,
  ],
  [
    'alone',
    'multicast.out',
    { members: office(['a']) },
    'unknown',
    /no other PC of the workgroup is there/,
  ],
  ['no adapter to try', 'multicast.out', { echoes: [] }, 'unknown', /No network adapter/],
  ['an open firewall', 'firewall', {}, 'ok', /PC B, PC C and PC D could open a connection/],
  [
    'a firewall that rules shut',
    'firewall',
    {
      members: office(['a']),
      firewall: { program: 'ufw', tcp: 'closed', mdns: 'open', detail: 'ufw keeps it out.' },
    },
    'problem',
    /keeps the other PCs out \(TCP port 47470\)\. ufw keeps it out/,
    /^Run `sudo ufw allow 47470\/tcp`/,
  ],
  [
    'rules that cannot be read, and nobody to ask',
    'firewall',
    {
      members: office(['a']),
      firewall: { program: null, tcp: 'unknown', mdns: 'unknown', detail: 'Not readable.' },
    },
    'unknown',
    /Not readable/,
    /asks it to knock/,
  ],
  ['a silent port', 'ports.peer', { ports: port('silent') }, 'problem', /does not answer/],
  [
    'a taken port',
    'ports.peer',
    { running: false, ports: port('taken', 'nginx') },
    'problem',
    /Nginx has TCP port 47470/,
    /End nginx.*--peer-port/,
  ],
  [
    'multicast DNS taken',
    'ports.mdns',
    { ports: { ...facts().ports, mdns: { port: 5353, state: 'taken', owner: 'dnsd' } } },
    'problem',
    /Dnsd has UDP port 5353 \(multicast DNS\) for itself/,
  ],
  ['the same time', 'clock', {}, 'ok', /agrees/],
  [
    'a clock ahead',
    'clock',
    { now: NOW + 3 * 3600_000 },
    'notice',
    /3 hours ahead of the other PCs/,
    /timedatectl/,
  ],
  [
    'a clock behind, on Windows',
    'clock',
    { now: NOW - 5 * 60_000, system: 'win32' },
    'notice',
    /5 minutes behind/,
    /Set time automatically/,
  ],
  ['nobody to compare with', 'clock', { members: office(['a']) }, 'unknown', /No other PC/],
  [
    'two PCs of one name',
    'names',
    { members: office().map((one) => ({ ...one, name: one.self ? 'Front' : 'FRONT' })) },
    'notice',
    /Two PCs are called “Front”/,
    /^Give one of the PCs another name/,
  ],
  [
    'this PC’s own file server, and what an ended agent of its name left behind',
    'names',
    {
      nearby: [
        { kind: 'smb', name: 'pc a', addresses: [], port: 445, device: null },
        { kind: 'agent', name: 'PC A', addresses: [], port: 47_470, device: 'z'.repeat(52) },
      ],
    },
    'ok',
    /a name of its own/,
  ],
  ['a full disk', 'disk', { disk: { freeBytes: 3e8, writable: true } }, 'problem', /300 MB/],
  ['a shut folder', 'disk', { disk: { freeBytes: 3e9, writable: false } }, 'problem', /not write/],
  [
    'no CUPS, nothing shared',
    'printing',
    { printing: { program: 'CUPS', answers: false, printers: null } },
    'notice',
    /cannot be shared/,
  ],
  [
    'no CUPS, something shared',
    'printing',
    {
      printing: { program: 'CUPS', answers: false, printers: null },
      ownPrinters: [{ name: 'Laser', backend: 'cups', shared: true, state: 'unknown' }],
    },
    'problem',
    /nobody can print on “Laser”/,
    /systemctl enable --now cups/,
  ],
  [
    'few watches',
    'watching',
    { watching: { maxWatches: 8192, maxInstances: 128 } },
    'notice',
    /8,192 folders/,
    /sysctl fs\.inotify\.max_user_watches=65536`/,
  ],
];

describe('doctor: checks', () => {
  it('find nothing where nothing is wrong, in the shape of the contract', () => {
    const report = reportOf(facts(), '1.0.0', 'Linux 6.1');
    assert.deepEqual(
      report.checks.filter(({ state }) => state !== 'ok'),
      [],
    );
    assert.equal(report.ok, true);
    assert.equal(shapeError(DoctorReport, report), undefined);
    const ids = report.checks.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  for (const [what, id, changes, state, words, fix] of ROWS)
    it(`${id}: ${what}`, () => {
      const found = check(id, changes);
      assert.equal(found.state, state, found.detail);
      assert.match(found.detail, words);
      if (state === 'problem' || state === 'notice') assert.ok(found.fix);
      if (fix) assert.match(found.fix ?? '', fix);
    });

  it('firewall: those who knocked are believed before the rules', () => {
    const members = office();
    for (const { self, view } of members) if (!self && view) view.door = false;
    const found = check('firewall', { members });
    assert.equal(found.state, 'problem');
    assert.match(found.detail, /^PC B, PC C and PC D could not open a connection to this PC/);
    const [, second] = members;
    if (second?.view) second.view.door = true;
    assert.match(check('firewall', { members }).detail, /^PC B could open .*but PC C and PC D/);
  });

  it('multicast is not expected across a router', () => {
    const scene = new Scene();
    for (const letter of ['b', 'c', 'd'])
      scene.moved(letter, `192.168.0.${letter.charCodeAt(0)}/24`);
    const members = scene.members.map((one) => ({
      ...one,
      view: one.view && { ...one.view, heard: [] },
    }));
    assert.equal(check('multicast.out', { members }).state, 'unknown');
  });

  it('a check that fails is unknown, and the others go on', () => {
    const broken = { id: 'broken', title: 'Broken', run: () => assert.fail() };
    const checks = runChecks([broken, ...CHECKS], facts());
    assert.deepEqual([checks[0]?.state, checks[1]?.state], ['unknown', 'ok']);
  });

  it('every fact may be missing', () => {
    const nothing = facts({
      adapters: null, defaultRoutes: null, firewall: null, echoes: null, disk: null, printing: null,
      watching: null, members: [],
    }); // biome-ignore format: a list of names
    for (const { id, state } of runChecks(CHECKS, nothing))
      assert.ok(['ok', 'unknown'].includes(state), id);
  });
});
