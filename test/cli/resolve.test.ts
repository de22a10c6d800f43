/** What a person's word for a thing means: unique names, ids, prefixes; never a guess. */
import assert from 'node:assert/strict';
import { resolveOne, type Named } from '../../agent/cli/resolve.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { ANNA, BEN, FakeOffice, member, printer } from './fake-office.ts';

const words = { noun: 'thing', notFound: 'request.not_found' } as const;

function named(...pairs: [string, string][]): Named[] {
  return pairs.map(([id, name]) => ({ id, name }));
}

function codeOf(wanted: string, candidates: Named[]): string {
  try {
    return resolveOne(wanted, candidates, words).id;
  } catch (error) {
    assert.ok(error instanceof HallwayError);
    return error.code;
  }
}

describe('cli: resolution', () => {
  const things = named(['abcdefgh22', 'Laser'], ['abcxyz7777', 'laser'], ['qrstuv2222', 'Ink']);

  it('takes a name, an id, a unique prefix of an id, and a name in another case', () => {
    assert.equal(codeOf('Ink', things), 'qrstuv2222');
    assert.equal(codeOf('INK', things), 'qrstuv2222');
    assert.equal(codeOf('abcxyz7777', things), 'abcxyz7777');
    assert.equal(codeOf('abcd', things), 'abcdefgh22');
    assert.equal(codeOf('laser', things), 'abcxyz7777');
  });

  it('refuses what means two things or none', () => {
    assert.equal(codeOf('abc', things), 'request.ambiguous');
    assert.equal(codeOf('LASER', things), 'request.ambiguous');
    assert.equal(codeOf('', things), 'request.not_found');
    assert.equal(codeOf('nothing', things), 'request.not_found');
  });

  it('lets nobody take the place of another by its name', () => {
    assert.equal(
      codeOf('victim2222', named(['victim2222', 'A'], ['evil222222', 'victim2222'])),
      'victim2222',
    );
    assert.equal(
      codeOf('victim', named(['victim2222', 'A'], ['evil222222', 'victim'])),
      'request.ambiguous',
    );
  });

  it('knows one name in both Unicode spellings', () => {
    assert.equal(codeOf('Jose\u0301', named(['x234567', 'Jos\u00e9'])), 'x234567');
  });

  it('ends with 1 and the candidates; DEVICE/NAME tells them apart', async () => {
    const office = new FakeOffice();
    await office.start();
    office.printers.push(printer('zzzzzzzzzzzzzz22', ANNA, 'Laser'));
    try {
      const ambiguous = await office.run('print', 'agent.json', '--on', 'Laser', '--json');
      assert.equal(ambiguous.status, 1);
      assert.match(ambiguous.out, /request\.ambiguous.*Ben\/Laser.*Anna\/Laser/);
      const one = await office.run('print', 'agent.json', '--on', 'anna/Laser', '--media', 'A3');
      assert.match(one.err, /no A3 paper/);
      office.members.push(member(`${BEN.slice(0, 40)}d${BEN.slice(41)}`, 'Ben'));
      assert.equal((await office.run('ls', 'Ben')).status, 1);
    } finally {
      office.stop();
    }
  });
});
