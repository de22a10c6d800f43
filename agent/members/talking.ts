/** Puts together what people say to each other, and the journals that it is signed in. */
import type { Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { Identity } from '../../src/identity/identity.ts';
import type { DeviceId } from '../../src/model/id.ts';
import { commitmentOf, rootOf } from '../../src/journal/entry.ts';
import { JournalGossip } from '../../src/journal/journal-gossip.ts';
import { Journals } from '../../src/journal/journals.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { PeerTransport } from '../../src/net/peer-transport.ts';
import type { PeerDirectory } from '../../src/peers/peer-directory.ts';
import type { Database } from '../../src/store/database.ts';
import type { TalkJournal } from '../../src/talk/message.ts';
import { Talk } from '../../src/talk/talk.ts';
import type { WorkgroupService } from '../../src/workgroup/workgroup-service.ts';

export interface TalkingOptions {
  database: Database;
  identity: Identity;
  workgroup: WorkgroupService;
  directory: PeerDirectory;
  transport: PeerTransport;
  clock: Clock;
  log: Log;
}

export interface Talking {
  journals: Journals;
  gossip: JournalGossip;
  talk: Talk;
}

export function composeTalking(options: TalkingOptions): Talking {
  const { database, identity, workgroup, directory, transport, clock, log } = options;
  const current = (): string | undefined => workgroup.current()?.id;
  const others = (): DeviceId[] =>
    workgroup.members().flatMap(({ id }) => (id === identity.id ? [] : [id]));
  const journals = new Journals({
    database,
    identity,
    workgroup: current,
    keyOf: (device) => workgroup.memberKey(device),
    log,
  });
  const gossip = new JournalGossip({
    journals,
    transport,
    isOnline: (peer) => directory.isOnline(peer),
    broadcast: (frame) => directory.broadcast(frame),
    clock,
    log,
  });
  const talk = new Talk({
    database,
    self: identity.id,
    journal: talkJournal(journals),
    workgroup: current,
    others,
    transport,
    isOnline: (peer) => directory.isOnline(peer),
    send: (peer, frame) => directory.send(peer, frame),
    clock,
    log,
  });
  return { journals, gossip, talk };
}

function talkJournal(journals: Journals): TalkJournal {
  return {
    append: (commitments) => {
      const { text, entry } = journals.append('talk', commitments);
      return { text, seq: entry.seq };
    },
    read: (text) => {
      const { entry } = journals.read(text);
      if (entry.journal !== 'talk')
        throw new HallwayError('log.invalid', 'An entry is of another journal.');
      return entry;
    },
    commitmentOf,
    rootOf,
  };
}

/** Who hears of what. */
export function wireTalking(
  { talk, gossip }: Talking,
  directory: PeerDirectory,
  changed: () => void,
): void {
  directory.on('online', ({ device }) => {
    gossip.online(device);
    talk.online(device);
  });
  directory.on('frame', ({ device, frame }) => {
    if (frame.type === 'journal') gossip.heard(frame.heads);
    else if (
      frame.type === 'talk-have' ||
      frame.type === 'talk-read' ||
      frame.type === 'talk-typing'
    )
      talk.heard(device, frame);
  });
  talk.on('changed', changed);
}
