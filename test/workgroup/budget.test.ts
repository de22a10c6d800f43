/** No author says more than its share, and a log that is full still serves those who are in it. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { deviceIdOf } from '../../src/identity/device-id.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { MAX_UNKNOWN_BODY_LENGTH } from '../../src/model/statement.ts';
import { MAX_ADMISSIONS, MAX_AUTHORS, MAX_CHARACTERS } from '../../src/workgroup/log/budget.ts';
import { StatementLog } from '../../src/workgroup/log/log.ts';
import { foldMembership } from '../../src/workgroup/membership.ts';
import { parseStatement, signStatement } from '../../src/workgroup/log/statement.ts';
import { copyOf, Device, pull, sorted } from './support.ts';

/** A key without a certificate: made quickly. */
function key(): Identity {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = pair.publicKey.export({ format: 'der', type: 'spki' });
  return {
    id: deviceIdOf(spki),
    spki,
    certificatePem: '',
    privateKeyPem: '',
    sign: (data) => sign('sha256', data, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }),
  };
}

/** Writes on and on, whatever the log says to it. */
function chatterbox(device: Device) {
  const { log, identity } = device;
  const tip = log.tip(identity.id);
  const founder = log.genesis?.statement.by ?? '';
  const first = log.tip(founder);
  let seq = tip ? tip.statement.seq + 1 : 0;
  let prev = tip?.id ?? '';
  return (type: string, body: Record<string, unknown>) => {
    const heads = seq === 0 && first ? { [founder]: first.id } : {};
    const signed = signStatement(identity, {
      workgroup: log.workgroup,
      seq,
      prev,
      heads,
      type,
      body,
    });
    seq += 1;
    prev = signed.id;
    return signed.text;
  };
}

function admission(): Record<string, unknown> {
  return { key: Buffer.from(key().spki).toString('base64url'), name: 'x' };
}

/** How many of an author's statements a log has. */
function countOf(log: StatementLog, author: string): number {
  return log.entries.filter(({ statement }) => statement.by === author).length;
}

describe('workgroup: budgets', () => {
  function office() {
    const founder = Device.found(key());
    return { founder, evil: founder.admit(key(), 'Evil') };
  }

  /** The log with `texts` in three orders of arrival. */
  function logs(base: StatementLog, texts: readonly string[]): StatementLog[] {
    const odd = texts.filter((_text, index) => index % 2 === 1);
    const even = texts.filter((_text, index) => index % 2 === 0);
    return [texts, texts.toReversed(), [...odd, ...even]].map((order) => {
      const log = copyOf(base);
      for (const text of order) log.add(text);
      return log;
    });
  }

  it(`lets one author let in ${MAX_ADMISSIONS} devices, on every replica the same`, () => {
    const { founder, evil } = office();
    const write = chatterbox(evil);
    const texts = Array.from({ length: MAX_ADMISSIONS + 50 }, () => write('admit', admission()));
    const replicas = logs(founder.log, texts);
    for (const log of replicas) {
      assert.equal(countOf(log, evil.id), MAX_ADMISSIONS);
      assert.equal(foldMembership(log).members.size, MAX_ADMISSIONS + 2);
      assert.deepEqual(log.heads(), replicas[0]?.heads());
    }
    const result = copyOf(replicas[0] as StatementLog).add(texts[MAX_ADMISSIONS] as string);
    assert.equal(result.outcome, 'invalid');
  });

  it('keeps a quarter of the text for removing and leaving', () => {
    const { founder, evil } = office();
    const write = chatterbox(evil);
    while (founder.log.add(write('n', {}), { trusted: true }).outcome === 'added');
    assert.equal(founder.members().length, 2);
    const removing = new Device(evil.identity, founder.log);
    removing.remove(founder.id);
    assert.deepEqual(removing.members(), [evil.id]);
  });

  it('bounds the text of an author, and each body of an unknown type', () => {
    const { founder, evil } = office();
    const write = chatterbox(evil);
    const body = { a: 'x'.repeat(MAX_UNKNOWN_BODY_LENGTH - 8) };
    const count = Math.ceil(MAX_CHARACTERS / 2000);
    const texts = Array.from({ length: count }, () => write('note', body));
    for (const log of logs(founder.log, texts)) {
      const kept = log.entries.filter(({ statement }) => statement.by === evil.id);
      const characters = kept.reduce((sum, { text }) => sum + text.length, 0);
      assert.ok(characters <= (MAX_CHARACTERS * 3) / 4);
      assert.ok(characters > (MAX_CHARACTERS * 3) / 4 - 3000);
    }
    assert.throws(() => write('note', { a: `${body.a}x` }), { code: 'log.invalid' });
  });

  it('gives each side of a fork its own count', () => {
    const { founder, evil } = office();
    const sides = [chatterbox(evil), chatterbox(evil)];
    const texts = sides.flatMap((write, side) =>
      Array.from({ length: 150 }, () => write('admit', { ...admission(), name: `${side}` })),
    );
    const replicas = logs(founder.log, texts);
    for (const log of replicas) {
      assert.equal(countOf(log, evil.id), 300);
      assert.deepEqual(log.heads(), replicas[0]?.heads());
    }
  });

  describe('a log with as many authors as it takes', function () {
    this.timeout(20_000);
    let founder: Device;
    let colleague: Device;
    let evil: Device;

    before(() => {
      founder = Device.found(key());
      colleague = founder.admit(key(), 'Colleague');
      evil = founder.admit(key(), 'Evil');
      pull(colleague.log, founder.log);
      colleague.write('note', {});
      for (const log of [founder.log, evil.log]) pull(log, colleague.log);
      // Each of the two hears of other puppets first, and has no room for the rest.
      const texts = flood(evil);
      for (const text of texts.admissions)
        for (const { log } of [founder, colleague]) log.add(text, { trusted: true });
      for (const text of texts.words) founder.log.add(text, { trusted: true });
      for (const text of texts.words.toReversed()) colleague.log.add(text, { trusted: true });
    });

    /** More puppets than there is room for, and a word of each. */
    function flood(device: Device): { admissions: string[]; words: string[] } {
      const admissions: string[] = [];
      const words: string[] = [];
      const queue: { by: Identity; write: ReturnType<typeof chatterbox> }[] = [
        { by: device.identity, write: chatterbox(device) },
      ];
      while (words.length < MAX_AUTHORS + 200) {
        const { by, write } = queue.shift() as (typeof queue)[0];
        for (let i = 0; i < MAX_ADMISSIONS; i += 1) {
          const puppet = key();
          const admit = write('admit', {
            key: Buffer.from(puppet.spki).toString('base64url'),
            name: 'x',
          });
          admissions.push(admit);
          const chain = headed(puppet, by, admit);
          // The first few let in the others.
          if (queue.length < 6 && by === device.identity) queue.push({ by: puppet, write: chain });
          else words.push(chain('note', {}));
        }
      }
      return { admissions, words };
    }

    /** A chain whose first statement rests on one admission. */
    function headed(identity: Identity, by: Identity, admit: string) {
      const { id } = parseStatement(admit);
      let [seq, prev, heads] = [0, '', { [by.id]: id } as Record<string, string>];
      return (type: string, body: Record<string, unknown>) => {
        const { workgroup } = founder.log;
        const signed = signStatement(identity, { workgroup, seq, prev, heads, type, body });
        [seq, prev, heads] = [seq + 1, signed.id, {}];
        return signed.text;
      };
    }

    it('takes no further author, and no more than that', () => {
      for (const { log } of [founder, colleague]) {
        assert.ok(log.isFull);
        assert.equal(log.authors().length, MAX_AUTHORS);
      }
      assert.notDeepEqual(founder.log.heads(), colleague.log.heads());
      const before = founder.log.entries.length;
      pull(founder.log, colleague.log);
      assert.equal(founder.log.entries.length, before);
    });

    it('still lets a newcomer in, on every replica', () => {
      const newcomer = founder.admit(key(), 'Newcomer');
      pull(colleague.log, founder.log);
      assert.ok(colleague.members().includes(newcomer.id));
      const handed = new StatementLog(founder.log.workgroup);
      pull(handed, colleague.log);
      const { members } = foldMembership(handed);
      for (const { id } of [newcomer, founder, colleague]) assert.ok(members.has(id));
    });

    it('still lets those who spoke before put the culprit out, and his puppets with him', () => {
      const before = colleague.members().length;
      colleague.remove(evil.id);
      pull(founder.log, colleague.log);
      for (const device of [founder, colleague]) {
        assert.ok(!device.members().includes(evil.id));
        assert.ok(device.members().length < 5, `${device.members().length} of ${before}`);
        for (const id of sorted(founder, colleague)) assert.ok(device.members().includes(id));
      }
    });
  });
});
