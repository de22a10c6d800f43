/** For every dark cell the doctor names what stands in the way, and what to do about it. */
import assert from 'node:assert/strict';
import { isFinding, sightMatrix } from '../../src/doctor/blocker.ts';
import type { Sight } from '../../src/model/doctor.ts';
import { shapeError } from '../../src/net/shape.ts';
import { SightMatrix } from '../../src/model/doctor.ts';
import { idOf, Scene } from './members.ts';

function cell({ members }: Scene, from: string, to: string): Sight {
  const found = sightMatrix(members).sights.find(
    (sight) => sight.from === idOf(from) && sight.to === idOf(to),
  );
  assert.ok(found);
  return found;
}

interface Case {
  what: string;
  scene: () => Scene;
  cells: Readonly<Record<string, string>>;
  /** The fix of the first cell. */
  fix?: RegExp;
  detail?: RegExp;
}

const CASES: readonly Case[] = [
  {
    what: 'a PC that nobody sees is switched off or unplugged',
    scene: () => new Scene().gone('c'),
    cells: { ac: 'switched-off', bc: 'switched-off', dc: 'switched-off' },
    detail: /Nobody sees PC C: it is switched off/,
    fix: /Switch PC C on\. Plug the network cable in/,
  },
  {
    what: 'a PC that said goodbye was stopped',
    scene: () => new Scene().gone('c', 'stopped'),
    cells: { ac: 'stopped', bc: 'stopped' },
    fix: /start Hallway there/,
  },
  {
    what: 'one witness of a goodbye is enough',
    scene: () => new Scene().gone('c').dark('b', 'c', 'stopped'),
    cells: { ac: 'stopped', bc: 'stopped' },
  },
  {
    what: 'a PC whose system refuses runs no Hallway',
    scene: () => new Scene().gone('c', 'refused'),
    cells: { ac: 'stopped' },
    detail: /is on, but Hallway does not run/,
  },
  {
    what: 'a PC that sleeps is asleep',
    scene: () => new Scene().gone('c', 'asleep'),
    cells: { ac: 'asleep' },
    fix: /Wake up/,
  },
  {
    what: 'a timeout where others see it is its firewall',
    scene: () => new Scene().apart('a', 'c'),
    cells: { ac: 'firewall', ca: 'firewall' },
    detail: /PC C is seen by PC B and PC D, but PC A gets no answer: a firewall on PC C/,
    fix: /On PC C: With ufw run `sudo ufw allow 47470\/tcp`/,
  },
  {
    what: 'a goodbye that is older than what others see: it is back',
    scene: () => new Scene().apart('a', 'c', 'stopped'),
    cells: { ac: 'one-way' },
    detail: /is back/,
  },
  {
    what: 'a refusal where others see it is its firewall',
    scene: () => new Scene().apart('a', 'c', 'refused'),
    cells: { ac: 'firewall' },
    detail: /is refused/,
  },
  {
    what: 'a PC that is heard by multicast and reached by nobody has a firewall',
    scene: () => {
      const scene = new Scene().gone('c');
      scene.of('b').view?.heard.push({ device: idOf('c'), agoMs: 900 });
      return scene;
    },
    cells: { ac: 'firewall', bc: 'firewall' },
    detail: /is heard by multicast/,
  },
  {
    what: 'what was heard long ago proves nothing',
    scene: () => {
      const scene = new Scene().gone('c');
      scene.of('b').view?.heard.push({ device: idOf('c'), agoMs: 60_000 });
      return scene;
    },
    cells: { ac: 'switched-off' },
  },
  {
    what: 'the fix is in words of the other system: Windows',
    scene: () => {
      const scene = new Scene().apart('a', 'c');
      scene.of('c').system = 'win32';
      return scene;
    },
    cells: { ac: 'firewall' },
    fix: /On PC C: open Settings › Network & internet.*profile to Private/,
  },
  {
    what: 'the fix is in words of the other system: macOS',
    scene: () => {
      const scene = new Scene().apart('a', 'c');
      scene.of('c').system = 'darwin';
      return scene;
    },
    cells: { ac: 'firewall' },
    fix: /System Settings › Network › Firewall/,
  },
  {
    what: 'the fix speaks of every system where it is not known',
    scene: () => {
      const scene = new Scene().apart('a', 'c');
      scene.of('c').system = null;
      return scene;
    },
    cells: { ac: 'firewall' },
    fix: /Windows: .*macOS: .*Linux: /,
  },
  {
    what: 'linked, but its door is shut to this PC: a firewall there',
    scene: () => {
      const scene = new Scene();
      Object.assign(scene.of('c'), { view: null, door: 'timeout' });
      return scene;
    },
    cells: { ac: 'firewall', ca: '' },
    detail: /linked because PC C called/,
    fix: /On PC C: /,
  },
  {
    what: 'linked, but this PC’s door is shut to it: a firewall here',
    scene: () => {
      const scene = new Scene();
      Object.assign(scene.of('b').view ?? {}, { door: false });
      return scene;
    },
    cells: { ba: 'firewall' },
    detail: /PC A lets nobody call it/,
    fix: /On PC A: /,
  },
  {
    what: 'two in the Wi-Fi that a PC on a cable both sees: client isolation',
    scene: () =>
      new Scene()
        .moved('c', '10.0.0.3/24', 'wireless')
        .moved('d', '10.0.0.4/24', 'wireless')
        .apart('c', 'd'),
    cells: { cd: 'client-isolation', dc: 'client-isolation', ac: '' },
    fix: /client isolation/,
  },
  {
    what: 'one in the Wi-Fi and one on a cable: a firewall',
    scene: () => new Scene().moved('c', '10.0.0.3/24', 'wireless').apart('c', 'd'),
    cells: { cd: 'firewall' },
  },
  {
    what: 'another network without a way',
    scene: () =>
      new Scene().moved('c', '192.168.9.3/24').gone('c', 'no_route').moved('c', '192.168.9.3/24'),
    cells: { ac: 'other-subnet', bc: 'other-subnet' },
    fix: /same network/,
  },
  {
    what: 'another network that some reach',
    scene: () => new Scene().moved('c', '192.168.9.3/24').apart('a', 'c', 'timeout'),
    cells: { ac: 'other-subnet', ca: 'other-subnet', bc: '' },
  },
  {
    what: 'another network, as somebody who is linked to it tells',
    scene: () => {
      const scene = new Scene().gone('c');
      const entry = scene.of('b').view?.sees.find(({ device }) => device === idOf('c'));
      Object.assign(entry ?? {}, { presence: 'online', trouble: null, host: '192.168.9.3' });
      return scene;
    },
    cells: { ac: 'other-subnet', bc: '' },
  },
  {
    what: 'another network, as somebody tells who is linked to it by a link-local address',
    scene: () => {
      const scene = new Scene().gone('c');
      const entry = scene.of('b').view?.sees.find(({ device }) => device === idOf('c'));
      const told = { host: 'fe80::7%eth1', near: ['192.168.9.2'] };
      Object.assign(entry ?? {}, { presence: 'online', trouble: null, ...told });
      return scene;
    },
    cells: { ac: 'other-subnet', bc: '' },
  },
  {
    what: 'an address that nobody told, where others see it: multicast',
    scene: () => new Scene().apart('a', 'c', 'no_address'),
    cells: { ac: 'multicast' },
    fix: /A PC is missing/,
  },
  {
    what: 'a PC that closes the connection does not know this one',
    scene: () => new Scene().dark('a', 'c', 'rejected').dark('c', 'a', null),
    cells: { ac: 'stale-member' },
    fix: /list of members on PC C/,
  },
  {
    what: 'a member that is not in the other one’s list',
    scene: () => {
      const scene = new Scene();
      const { view } = scene.of('b');
      if (view) view.sees = view.sees.filter(({ device }) => device !== idOf('d'));
      return scene;
    },
    cells: { bd: 'stale-member' },
  },
  {
    what: 'somebody else at its address',
    scene: () => new Scene().gone('c').dark('a', 'c', 'impostor'),
    cells: { ac: 'impostor' },
    fix: /same IP address/,
  },
  {
    what: 'this PC without a network',
    scene: () => {
      const scene = new Scene();
      for (const other of ['b', 'c', 'd']) {
        scene.dark('a', other, 'no_network');
        scene.of(other).view = null;
      }
      const { view } = scene.of('a');
      if (view) view.networks = [];
      return scene;
    },
    cells: { ab: 'no-network', ba: '' },
    fix: /PC A: Plug the network cable in/,
  },
  {
    what: 'words that are not understood: versions',
    scene: () => new Scene().dark('a', 'c', 'protocol').dark('c', 'a', 'protocol'),
    cells: { ac: 'version' },
    fix: /same version/,
  },
  {
    what: 'seen in one direction only',
    scene: () => new Scene().dark('a', 'c'),
    cells: { ac: 'one-way', ca: '' },
    detail: /the link exists at PC C/,
  },
];

describe('doctor: blockers', () => {
  it('sees nothing dark where everybody sees everybody', () => {
    const matrix = sightMatrix(new Scene().members);
    assert.equal(shapeError(SightMatrix, matrix), undefined);
    assert.equal(matrix.sights.length, 12);
    for (const { state, blocker, fix, latencyMs } of matrix.sights)
      assert.deepEqual([state, blocker, fix, latencyMs], ['online', null, null, 1]);
    assert.deepEqual(
      matrix.devices.map(({ name, self }) => [name, self]),
      [
        ['PC A', true],
        ['PC B', false],
        ['PC C', false],
        ['PC D', false],
      ],
    );
  });

  for (const { what, scene, cells, fix, detail } of CASES)
    it(what, () => {
      for (const [index, [pair, blocker]] of Object.entries(cells).entries()) {
        const found = cell(scene(), pair.charAt(0), pair.charAt(1));
        assert.equal(found.blocker ?? '', blocker, `${pair}: ${found.detail}`);
        if (blocker !== '') assert.ok((found.fix ?? '').length > 0, 'has a fix');
        if (index > 0) continue;
        if (fix) assert.match(found.fix ?? '', fix);
        if (detail) assert.match(found.detail, detail);
      }
    });

  it('claims nothing for a PC that could not be asked', () => {
    const { state, blocker, detail } = cell(new Scene().gone('c'), 'c', 'a');
    assert.deepEqual([state, blocker, detail], ['unknown', null, 'PC C could not be asked.']);
  });

  it('counts sleep and a proper goodbye as no fault', () => {
    assert.equal(isFinding(cell(new Scene().gone('c', 'asleep'), 'a', 'c')), false);
    assert.equal(isFinding(cell(new Scene().gone('c', 'stopped'), 'a', 'c')), false);
    assert.equal(isFinding(cell(new Scene().gone('c'), 'a', 'c')), true);
  });

  it('judges any views without failing', () => {
    const nonsense = new Scene();
    const { view } = nonsense.of('b');
    assert.ok(view);
    view.networks = ['', '/', '1.2.3.4/99', 'x/24', '::/0', '10.0.0.1'].map((address) => ({
      kind: 'other',
      address,
    }));
    view.sees = [];
    view.heard = [{ device: idOf('b'), agoMs: Number.MAX_VALUE }];
    assert.equal(sightMatrix(nonsense.members).sights.length, 12);
    assert.deepEqual(sightMatrix([]), { devices: [], sights: [] });
  });
});
