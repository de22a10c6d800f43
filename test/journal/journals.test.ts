/** Nobody changes or cuts a journal without being found out. */
import assert from 'node:assert/strict';
import { silentLog } from '../../src/base/log.ts';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import { commitmentOf, rootOf, signEntry } from '../../src/journal/entry.ts';
import { Journals } from '../../src/journal/journals.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { signStatement, parseStatement } from '../../src/workgroup/log/statement.ts';

const WORKGROUP = 'w'.repeat(52);

interface Pc {
  identity: Identity;
  database: Database;
  journals: Journals;
}

describe('journals', () => {
  let people: Identity[];
  const pc = (identity: Identity, database = openDatabase(':memory:')): Pc => {
    const keyOf = (device: string) => people.find(({ id }) => id === device)?.spki;
    const workgroup = (): string => WORKGROUP;
    const journals = new Journals({ database, identity, workgroup, keyOf, log: silentLog });
    journals.load();
    return { identity, database, journals };
  };
  let anna: Pc;
  let ben: Pc;
  const facts = new Map<number, string>();
  const write = (one: Pc, fact: string): string => {
    const { entry, text } = one.journals.append('ledger', [commitmentOf('s', fact)]);
    facts.set(entry.seq, fact);
    return text;
  };
  const holds = (seq: number, root: string): boolean | undefined => {
    const fact = facts.get(seq);
    return fact === undefined ? undefined : rootOf([commitmentOf('s', fact)]) === root;
  };
  const faults = (one: Pc): string[] =>
    one.journals.check('ledger', holds).faults.map(({ what, seq }) => `${what} ${seq}`);

  before(async () => {
    people = await Promise.all([createIdentity(), createIdentity()]);
  });
  beforeEach(() => {
    facts.clear();
    const [first, second] = people as [Identity, Identity];
    anna = pc(first);
    ben = pc(second);
    for (const fact of ['one', 'two', 'three']) write(anna, fact);
    ben.journals.saw(anna.journals.heads());
  });

  it('holds as it was written', () => {
    assert.deepEqual(faults(anna), []);
    assert.equal(anna.journals.check('ledger', holds).entries, 3);
    assert.deepEqual(ben.journals.checkHeads(), { entries: 1, faults: [] });
  });

  it('check 65: a changed row, a changed fact and a row that is gone are found', () => {
    facts.set(1, 'another');
    assert.deepEqual(faults(anna), ['fact 1']);
    facts.set(1, 'two');
    anna.database.run('UPDATE journal_entries SET text = replace(text, \'"seq":1\', \'"seq":7\')');
    assert.ok(faults(anna).includes('changed 1'));
    anna.database.run('DELETE FROM journal_entries WHERE seq = 1');
    assert.ok(faults(anna).includes('cut 1'));
  });

  it('check 65: a cut tail is found by what others have seen', () => {
    anna.database.run('DELETE FROM journal_entries WHERE seq = 2');
    assert.deepEqual(faults(anna), [], 'nobody told yet');
    anna.journals.saw(ben.journals.heads());
    assert.deepEqual(faults(anna), ['cut 2']);
  });

  it('check 65: a cut tail shows in the checks of the others, until it is written on', () => {
    const compare = (): void =>
      ben.journals.compare(
        anna.identity.id,
        ben.journals.seenOf(anna.identity.id),
        anna.journals.ownHeads(),
      );
    const found = (): string[] =>
      ben.journals.checkHeads().faults.map(({ device, what, seq }) => {
        assert.equal(device, anna.identity.id);
        return `${what} ${seq}`;
      });
    compare();
    assert.deepEqual(found(), []);
    anna.database.run('DELETE FROM journal_entries WHERE seq > 0');
    compare();
    assert.deepEqual(found(), ['cut 1']);
    anna.database.run('DELETE FROM journal_entries');
    compare();
    assert.deepEqual(found(), ['cut 0']);
    anna.journals.saw(ben.journals.heads());
    write(anna, 'four');
    compare();
    assert.deepEqual(found(), []);
  });

  it('a cut tail cannot be covered up with the entries of another', () => {
    const seen = ben.journals.seenOf(anna.identity.id);
    write(ben, 'mine');
    write(ben, 'mine too');
    ben.journals.compare(anna.identity.id, seen, [...ben.journals.ownHeads(), 'nothing']);
    assert.deepEqual(
      ben.journals.checkHeads().faults.map(({ what, seq }) => `${what} ${seq}`),
      ['cut 0'],
    );
  });

  it('goes on after a backup was restored, without giving a place twice', () => {
    anna.database.run('DELETE FROM journal_entries WHERE seq = 2');
    anna.journals.saw(ben.journals.heads());
    write(anna, 'four');
    ben.journals.saw(anna.journals.heads());
    assert.deepEqual(ben.journals.checkHeads().faults, []);
    assert.deepEqual(faults(anna), ['cut 2']);
  });

  it('tells once of each entry that was forgotten, and of a thousand at most', () => {
    const [last] = anna.journals.ownHeads();
    const { workgroup, journal, prev, count } = JSON.parse(last ?? '') as Parameters<
      typeof signEntry
    >[1];
    let told = 0;
    anna.journals.on('pastFound', () => (told += 1));
    const forgotten = Array.from({ length: 1100 }, (_, index) => {
      const root = rootOf([String(index)]);
      return signEntry(anna.identity, { workgroup, journal, seq: 9 + index, prev, count, root });
    });
    for (const { text } of forgotten.slice(0, 3)) anna.journals.take(text);
    for (const { text } of forgotten.slice(0, 3)) anna.journals.take(text);
    assert.equal(told, 3);
    for (const { text } of forgotten) anna.journals.take(text);
    for (const { text } of forgotten.slice(-200)) anna.journals.take(text);
    assert.equal(told, 1000);
  });

  it('check 65: shows who signed two entries for one place, and takes nothing that is forged', () => {
    const [last] = anna.journals.ownHeads();
    const { id: _, ...entry } = { id: '', ...JSON.parse(last ?? '') } as Parameters<
      typeof signEntry
    >[1] & { id: string };
    const { workgroup, journal, seq, prev, count } = entry;
    const other = rootOf(['x']);
    const rival = signEntry(anna.identity, { workgroup, journal, seq, prev, count, root: other });
    const forged = signEntry(ben.identity, {
      workgroup,
      journal,
      seq: 9,
      prev,
      count,
      root: other,
    });
    const heads = ben.journals.heads();
    ben.journals.saw([
      forged.text.replace(ben.identity.id, anna.identity.id),
      rival.text.replace('"seq":2', '"seq":3'),
      'x',
      '{}',
    ]);
    assert.deepEqual(ben.journals.heads(), heads);
    ben.journals.saw([rival.text]);
    assert.deepEqual(ben.journals.checkHeads().faults, [
      { device: anna.identity.id, journal: 'ledger', what: 'forked', seq: 2 },
    ]);
    anna.journals.saw(ben.journals.heads());
    assert.ok(faults(anna).includes('forked 2'));
  });

  it('passes for no statement of the workgroup, nor the other way round', () => {
    const [last = ''] = anna.journals.ownHeads();
    assert.throws(() => parseStatement(last), { code: 'log.invalid' });
    const statement = signStatement(anna.identity, {
      workgroup: WORKGROUP,
      seq: 0,
      prev: '',
      heads: {},
      type: 'leave',
      body: {},
    });
    assert.throws(() => ben.journals.read(statement.text), { code: 'log.invalid' });
  });
});
