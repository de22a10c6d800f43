/** PCs that talk, without a network: frames and requests are function calls. */
import { silentLog } from '../../src/base/log.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import { commitmentOf, rootOf } from '../../src/journal/entry.ts';
import { Journals } from '../../src/journal/journals.ts';
import type { TalkFrame, TalkHave, TalkRead } from '../../src/api/peer-talk.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import type { TalkJournal } from '../../src/talk/message.ts';
import { Talk } from '../../src/talk/talk.ts';
import { systemClock } from '../../agent/system-clock.ts';

export const WORKGROUP = 'w'.repeat(52);

export class TalkingPc {
  readonly identity: Identity;
  readonly database: Database;
  readonly journal: TalkJournal;
  readonly journals: Journals;
  talk: Talk;
  readonly #office: TalkingOffice;

  constructor(office: TalkingOffice, identity: Identity) {
    this.#office = office;
    this.identity = identity;
    this.database = openDatabase(':memory:');
    this.journals = new Journals({
      database: this.database,
      identity,
      workgroup: () => WORKGROUP,
      keyOf: (device) => office.pcs.find(({ id }) => id === device)?.identity.spki,
      log: silentLog,
    });
    this.journal = {
      append: (commitments) => {
        const { text, entry } = this.journals.append('talk', commitments);
        return { text, seq: entry.seq };
      },
      read: (text) => this.journals.take(text).entry,
      commitmentOf,
      rootOf,
    };
    this.talk = this.#make();
  }

  get id(): string {
    return this.identity.id;
  }

  /** As after kill -9: what is in memory is gone. */
  restart(): void {
    this.talk.stop();
    this.talk = this.#make();
    for (const pc of this.#office.pcs) if (this.#office.linked(this, pc)) this.talk.online(pc.id);
  }

  /** All that it shows of a conversation. */
  texts(conversation: string): string[] {
    return this.talk.messages({ conversation, limit: 100_000 }).map(({ text }) => text);
  }

  #make(): Talk {
    const office = this.#office;
    const talk = new Talk({
      database: this.database,
      self: this.identity.id,
      journal: this.journal,
      workgroup: () => WORKGROUP,
      others: () => office.pcs.flatMap(({ id }) => (id === this.id ? [] : [id])),
      isOnline: (device) => office.linked(this, office.find(device)),
      send: (device, frame) => office.send(this, office.find(device), frame),
      calls: { missed: () => 0, seen: () => false },
      transport: {
        call: (async (device: string, _target: unknown, { body }: never) =>
          office.ask(this, office.find(device), body)) as never,
      },
      clock: systemClock,
      log: silentLog,
    });
    talk.markSafe();
    return talk;
  }
}

export class TalkingOffice {
  readonly pcs: TalkingPc[] = [];
  /** By PC: which part of a divided network it is in; undefined is off. */
  readonly part = new Map<TalkingPc, number | undefined>();

  static async of(count: number): Promise<TalkingOffice> {
    const office = new TalkingOffice();
    for (let index = 0; index < count; index += 1) {
      const pc = new TalkingPc(office, await createIdentity());
      office.pcs.push(pc);
      office.part.set(pc, 0);
    }
    return office;
  }

  find(device: string): TalkingPc {
    const pc = this.pcs.find(({ id }) => id === device);
    if (!pc) throw new HallwayError('workgroup.unknown_device', 'No such PC.');
    return pc;
  }

  linked(one: TalkingPc, other: TalkingPc): boolean {
    const part = this.part.get(one);
    return one !== other && part !== undefined && part === this.part.get(other);
  }

  /** The network is divided so from now on; new links are told. */
  divide(partOf: (index: number) => number | undefined): void {
    const before = new Map(this.part);
    this.pcs.forEach((pc, index) => this.part.set(pc, partOf(index)));
    for (const one of this.pcs)
      for (const other of this.pcs)
        if (this.linked(one, other) && before.get(one) !== before.get(other))
          one.talk.online(other.id);
  }

  send(from: TalkingPc, to: TalkingPc, frame: TalkFrame): void {
    setImmediate(() => {
      if (this.linked(from, to)) to.talk.heard(from.id, frame);
    });
  }

  async ask(
    from: TalkingPc,
    to: TalkingPc,
    body: { have: TalkHave; read: TalkRead },
  ): Promise<unknown> {
    await new Promise(setImmediate);
    if (!this.linked(from, to)) throw new HallwayError('peer.offline', 'It is off.');
    return JSON.parse(JSON.stringify(to.talk.answer(from.id, body))) as unknown;
  }
}
