/** A PC in wrong hands goes together with all that it let in, and with nobody else. */
import assert from 'node:assert/strict';
import type { Identity } from '../../src/identity/identity.ts';
import { identities, join, pc, pullPc, type Pc } from './support.ts';

describe('workgroup: removing a PC with all that it let in', () => {
  const NAMES = ['Anna', 'Ben', 'Carla', 'Puppet 1', 'Puppet 2', 'Both', 'Left'];
  let keys: Identity[];
  let open: Pc[];
  before(async () => {
    keys = await identities(NAMES.length);
  });
  afterEach(() => {
    for (const one of open) one.close();
  });

  /** Ben let in puppet 1 and somebody who left; puppet 1 let in puppet 2; both Anna and Ben one. */
  async function office(): Promise<Record<string, Pc>> {
    const pcs = Object.fromEntries(
      NAMES.map((name, index) => [name, pc(keys[index] as Identity, name)]),
    ) as Record<string, Pc>;
    open = Object.values(pcs);
    const at = (name: string) => pcs[name] as Pc;
    at('Anna').service.create('Office');
    await join(at('Ben'), at('Anna'), 'Ben');
    await join(at('Carla'), at('Anna'), 'Carla');
    await join(at('Puppet 1'), at('Ben'), 'Puppet 1');
    await join(at('Left'), at('Ben'), 'Left');
    await join(at('Puppet 2'), at('Left'), 'Puppet 2');
    await at('Left').service.leave(async (texts) => void at('Ben').service.add(texts));
    // Without knowing of each other, Anna and Ben let in the same one.
    await at('Anna').service.admit({ spki: at('Both').identity.spki, name: 'Both' });
    await at('Ben').service.admit({ spki: at('Both').identity.spki, name: 'Both' });
    for (let round = 0; round < 3; round += 1)
      for (const from of ['Anna', 'Ben', 'Puppet 1', 'Puppet 2'])
        for (const to of ['Anna', 'Ben', 'Carla']) if (from !== to) pullPc(at(to), at(from));
    return pcs;
  }
  const names = (one: Pc) =>
    one.service
      .members()
      .map(({ name }) => name)
      .sort();

  it('says beforehand who would go', async () => {
    const { Anna, Ben, Carla } = await office();
    const before = Carla?.service.admittedOnlyBy(Ben?.identity.id ?? '') ?? [];
    assert.deepEqual(before.map(({ name }) => name).sort(), ['Puppet 1', 'Puppet 2']);
    assert.deepEqual(names(Anna as Pc), ['Anna', 'Ben', 'Both', 'Carla', 'Puppet 1', 'Puppet 2']);
  });

  it('removes them in one act, for everybody', async () => {
    const { Anna, Ben, Carla } = (await office()) as Record<'Anna' | 'Ben' | 'Carla', Pc>;
    const told: string[] = [];
    const removed = await Carla.service.remove(Ben.identity.id, {
      withAdmitted: true,
      deliver: async (texts) => void told.push(...texts),
    });
    assert.deepEqual(
      removed.map(({ name }) => name),
      ['Ben', 'Puppet 1', 'Puppet 2'],
    );
    assert.equal(told.length, 3);
    assert.deepEqual(names(Carla), ['Anna', 'Both', 'Carla']);
    Anna.service.add(told);
    assert.deepEqual(names(Anna), ['Anna', 'Both', 'Carla']);
    assert.deepEqual(
      Anna.service
        .news()
        .slice(0, 3)
        .map(({ text }) => text)
        .sort(),
      ['Carla removed Ben.', 'Carla removed Puppet 1.', 'Carla removed Puppet 2.'],
    );
    assert.ok(Anna.service.news().some(({ text }) => text === 'Left left the workgroup.'));
  });

  it('spares the one that removes, and whom that one let in', async () => {
    const pcs = await office();
    const [ben, puppet] = [pcs['Ben'] as Pc, pcs['Puppet 1'] as Pc];
    pullPc(puppet, ben);
    const removed = await puppet.service.remove(ben.identity.id, { withAdmitted: true });
    assert.deepEqual(
      removed.map(({ name }) => name),
      ['Ben', 'Puppet 2'],
    );
    assert.ok(puppet.service.current());
  });

  it('leaves them where they are unless asked, and can follow them later', async () => {
    const { Anna, Ben } = (await office()) as Record<'Anna' | 'Ben', Pc>;
    const id = Ben.identity.id;
    assert.equal((await Anna.service.remove(id)).length, 1);
    assert.deepEqual(names(Anna), ['Anna', 'Both', 'Carla', 'Puppet 1', 'Puppet 2']);
    await assert.rejects(Anna.service.remove(id), { code: 'workgroup.unknown_device' });
    const later = await Anna.service.remove(id, { withAdmitted: true });
    assert.deepEqual(later.map(({ name }) => name).sort(), ['Puppet 1', 'Puppet 2']);
    await assert.rejects(Anna.service.remove(id, { withAdmitted: true }), {
      code: 'workgroup.unknown_device',
    });
  });
});
