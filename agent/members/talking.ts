/** Puts together what people say to each other, and the journals that it is signed in. */
import type { Topic } from '../../src/api/events.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { KnownAddresses } from '../../src/discovery/known-addresses.ts';
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
import { Settings } from '../../src/store/settings.ts';
import type { TalkJournal } from '../../src/talk/message.ts';
import { Talk } from '../../src/talk/talk.ts';
import { QUIET } from '../desktop/desktop-desk.ts';
import { callAddresses } from './call-addresses.ts';
import { CallLog } from '../../src/talk/calls/call-log.ts';
import { Calls } from '../../src/talk/calls/calls.ts';
import type { WorkgroupService } from '../../src/workgroup/workgroup-service.ts';

export interface TalkingOptions {
  database: Database;
  identity: Identity;
  workgroup: WorkgroupService;
  directory: PeerDirectory;
  addresses: KnownAddresses;
  transport: PeerTransport;
  clock: Clock;
  log: Log;
}

export interface Talking {
  journals: Journals;
  gossip: JournalGossip;
  talk: Talk;
  calls: Calls;
  /** Calls that are over. */
  past: CallLog;
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
  const past = new CallLog(database, current);
  const talk = new Talk({
    database,
    self: identity.id,
    journal: talkJournal(journals),
    workgroup: current,
    others,
    transport,
    isOnline: (peer) => directory.isOnline(peer),
    send: (peer, frame) => directory.send(peer, frame),
    calls: past,
    clock,
    log,
  });
  const settings = new Settings(database);
  const calls = new Calls({
    self: identity.id,
    calls: past,
    room: (conversation) => talk.room(conversation),
    isOnline: (peer) => directory.isOnline(peer),
    send: (peer, frame) => directory.send(peer, frame),
    addresses: (peer) => callAddresses(directory.targetOf(peer), options.addresses.of(peer)),
    quiet: () => settings.get(QUIET) !== undefined,
    clock,
    log,
  });
  return { journals, gossip, talk, calls, past };
}

function talkJournal(journals: Journals): TalkJournal {
  return {
    append: (commitments) => {
      const { text, entry } = journals.append('talk', commitments);
      return { text, seq: entry.seq };
    },
    read: (text) => {
      const { entry } = journals.take(text);
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
  { talk, gossip, calls, journals }: Talking,
  directory: PeerDirectory,
  changed: (topics: readonly Topic[]) => void,
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
    else if (
      frame.type === 'call-ring' ||
      frame.type === 'call-in' ||
      frame.type === 'call-out' ||
      frame.type === 'call-add' ||
      frame.type === 'call-signal'
    )
      calls.heard(device, frame);
  });
  journals.on('pastFound', ({ journal }) => {
    if (journal === 'talk') talk.pastFound();
  });
  directory.on('offline', ({ device }) => calls.offline(device));
  talk.on('changed', () => changed(['talk']));
  calls.on('changed', () => changed(['calls']));
  calls.on('noted', ({ conversation }) => talk.touched(conversation));
}
