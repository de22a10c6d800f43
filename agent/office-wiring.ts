/** Who hears of what: the events of one part of the office as calls to the others. */
import type { LinkFrame } from '../src/api/peer.ts';
import type { Clock } from '../src/base/clock.ts';
import type { Log } from '../src/base/log.ts';
import { shareNotFound } from '../src/shares/file-error.ts';
import { PeerSubscribers } from '../src/shares/watching/peer-subscribers.ts';
import type { Replication } from '../src/workgroup/log/replication.ts';
import { advertise } from './members/advertising.ts';
import { FileNews } from './files/file-news.ts';
import { giftWords } from './files/gift-words.ts';
import { tellWhoeverIsHeard } from './members/telling.ts';
import type { Office } from './office.ts';

export interface OfficeWiring {
  /** This PC. */
  device: string;
  clock: Clock;
  replication: Replication;
  /** False while the office is starting or stopping. */
  running: () => boolean;
  log: Log;
}

export function wireOffice(office: Office, wiring: OfficeWiring): void {
  const fileNews = fileNewsOf(office, wiring);
  wireWorkgroup(office, wiring);
  wirePeers(office, wiring, fileNews);
  wireWatching(office);
  wireTransfers(office);
  wireInternet(office);
  wireGiving(office, wiring);
  wireResources(office, wiring);
}

function advertiseIfRunning(office: Office, { running }: OfficeWiring): void {
  if (running()) advertise(office);
}

function wireWorkgroup(office: Office, wiring: OfficeWiring): void {
  const { workgroup, directory, peerServer, pairing, resources, printing, teller } = office;
  tellWhoeverIsHeard(teller, workgroup, office.discovery);
  workgroup.events.on('changed', () => {
    directory.membersChanged();
    office.talk.membersChanged();
    office.internet.membersChanged();
    office.talking.calls.membersChanged();
    advertiseIfRunning(office, wiring);
    office.emit('changed', ['status', 'members', 'news', 'peers', 'printers', 'shares']);
  });
  workgroup.events.on('removed', ({ ids }) => {
    for (const id of ids) {
      const target = directory.targetOf(id);
      if (target) teller.wasAt(id, [target]);
    }
    directory.membersChanged();
    pairing.forget(ids);
    peerServer.cut(ids);
    for (const id of ids) resources.forget(id);
    office.media.screens.own.forget(ids);
  });
  workgroup.events.on('left', ({ spent }) => {
    directory.membersChanged();
    peerServer.recheck();
    pairing.stop();
    resources.clear();
    printing
      .left()
      .catch((error: unknown) => wiring.log.warn({ error }, 'jobs could not be ended'));
    office.emit('left', { spent });
  });
  pairing.events.on('changed', () => {
    // A newcomer is between two states while this is announced: looked at when it is over.
    queueMicrotask(() => peerServer.recheck());
    advertiseIfRunning(office, wiring);
    office.emit('changed', ['invitation', 'requests']);
  });
}

/** Hears of conflicts in the shares of this PC. */
function fileNewsOf(office: Office, { device, clock }: OfficeWiring): FileNews {
  const { directory, notices, shares, deviceName } = office;
  const fileNews = new FileNews({
    device,
    nameOf: (peer) => (peer === device ? deviceName() : directory.nameOf(peer)),
    tell: (subject, text) => notices.tell('file-conflict', subject, text),
    send: (peer, frame) => directory.send(peer, frame),
    clock,
  });
  shares.conflicts.on('conflict', (conflict) => fileNews.conflict(conflict));
  return fileNews;
}

function wirePeers(office: Office, { replication, log }: OfficeWiring, fileNews: FileNews): void {
  const { directory, discovery, resources, printing } = office;
  directory.on('online', ({ device, hello }) => {
    replication.onState(device, hello.state);
    resources.announced(device, hello.resources);
    printing.peerOnline(device);
  });
  directory.on('offline', ({ device }) => {
    replication.onLinkDown(device);
    discovery.refresh();
  });
  directory.on('changed', () => office.emit('changed', ['peers', 'members', 'printers', 'shares']));
  directory.on('frame', ({ device, frame }) => {
    if (frame.type === 'file-conflict') fileNews.heard(device, frame);
    else onFrame(office, replication, log, device, frame);
  });

  discovery.events.on('agent', ({ device, addresses }) => directory.heard(device, addresses));
  discovery.events.on('goodbye', ({ device }) => directory.doubt(device));
  discovery.events.on('adapters', () => directory.adaptersChanged());
  office.nearby.events.on('changed', () => office.emit('changed', ['nearby']));
  office.adapters.events.on('listed', () => office.emit('changed', ['adapters', 'status']));
}

/** Folders that are open at one PC and change at another. */
function wireWatching({ directory, access, shares }: Office): void {
  const { watches } = access;
  const subscribers = new PeerSubscribers({
    openFor: (device, share) => shares.openFor(device, share),
    send: (device, frame) => directory.send(device, frame),
  });
  // A new link knows nothing of what was asked for on the one before.
  directory.on('online', ({ device }) => {
    subscribers.forget(device);
    watches.online(device);
  });
  directory.on('offline', ({ device }) => {
    subscribers.forget(device);
    watches.offline(device);
  });
  directory.on('frame', ({ device, frame }) => {
    if (frame.type === 'watch' || frame.type === 'unwatch') subscribers.heard(device, frame);
    else if (frame.type === 'folder') watches.heard(device, frame);
  });
}

/** Files in pieces: who is there to give some, and what they have. */
function wireTransfers(office: Office): void {
  const { directory, transfers } = office;
  const { streams } = office.media;
  directory.on('online', ({ device }) => {
    transfers.online(device);
    streams.online(device);
  });
  directory.on('offline', ({ device }) => {
    transfers.offline(device);
    streams.offline(device);
  });
  directory.on('frame', ({ device, frame }) => {
    if (frame.type === 'screen') office.media.screens.heard(device);
    if (frame.type !== 'have') return;
    transfers.heard(device, frame);
    streams.heard(device, frame);
  });
  transfers.on('changed', () => {
    office.giving.receiving.moved();
    office.emit('changed', ['transfers']);
  });
}

/** Who lends a way to the internet, and who has it. */
function wireInternet(office: Office): void {
  const { directory, internet, shares, workgroup } = office;
  const changed = (): void => office.emit('changed', ['internet']);
  internet.on('changed', changed);
  directory.on('online', ({ device }) => {
    internet.online(device);
    changed();
  });
  directory.on('offline', ({ device }) => {
    internet.offline(device);
    changed();
  });
  directory.on('frame', ({ device, frame }) => {
    if (frame.type === 'internet') internet.heard(device, frame);
  });
  shares.gate.on('changed', () => internet.pausedChanged());
  workgroup.events.on('left', () => internet.left());
}

/** What PCs give to each other: who is there to hear of it, and what a person has to decide. */
function wireGiving(office: Office, { log }: OfficeWiring): void {
  const { directory, giving, notices, workgroup } = office;
  const { sendings, receiving, keeps } = giving;
  directory.on('online', ({ device }) => {
    sendings.online(device);
    receiving.online(device);
    keeps.online(device);
  });
  directory.on('offline', ({ device }) => keeps.offline(device));
  keeps.on('changed', () => office.emit('changed', ['keeps']));
  sendings.on('changed', () => office.emit('changed', ['sendings']));
  receiving.on('changed', () => office.emit('changed', ['receipts']));
  receiving.on('asks', ({ receipt, over }) => {
    const subject = `file-offer ${receipt.id}`;
    if (over) notices.over(subject);
    else notices.tell('file-offer', subject, giftWords(receipt));
  });
  office.activity.ledger.on('changed', () => office.emit('changed', ['activity']));
  workgroup.events.on('left', () => {
    sendings.left();
    receiving.left().catch((error: unknown) => log.warn({ error }, 'gifts could not be ended'));
  });
}

function onFrame(
  office: Office,
  replication: Replication,
  log: Log,
  device: string,
  frame: LinkFrame,
): void {
  if (frame.type === 'log') replication.onState(device, frame.state);
  else if (frame.type === 'resources') office.resources.announced(device, frame.resources);
  else if (frame.type === 'job')
    office.printing.onJobFrame(device, frame.job).catch((error: unknown) => {
      log.warn({ device, error }, "a job's news could not be kept");
    });
}

function wireResources(office: Office, wiring: OfficeWiring): void {
  const { directory, resources, shares, printers, printing } = office;
  office.activity.watchPrinting(
    printing,
    (id) => printers.listOwn().find((one) => one.id === id)?.name,
  );
  const { lent } = office.activity;
  const tellPeers = (): void => {
    for (const peer of directory.online())
      directory.send(peer, {
        type: 'resources',
        resources: office.resourcesFor(peer).revision,
      });
    advertiseIfRunning(office, wiring);
  };
  resources.on('changed', () => office.emit('changed', ['printers', 'shares']));
  shares.on('changed', (own) => {
    lent.shares(own);
    tellPeers();
    office.emit('changed', ['shares', 'ownShares', 'drives']);
  });
  shares.gate.on('changed', () => {
    const own = shares.list();
    if (shares.gate.paused)
      shares.breakOff(
        own.map(({ id }) => id),
        shareNotFound(),
      );
    office.giving.pausedChanged();
    shares.emit('changed', own);
    office.emit('changed', ['desktop', 'printers']);
  });
  office.drives.on('changed', () => office.emit('changed', ['drives']));
  printers.events.on('changed', () => {
    lent.printers(printers.listOwn());
    tellPeers();
    office.emit('changed', ['printers', 'ownPrinters']);
  });
  printing.events.on('changed', () => office.emit('changed', ['jobs']));
  office.notices.on('changed', () => office.emit('changed', ['notices']));
  // A job at a printer of this PC: what the printer does now is of interest.
  printing.events.on('job', ({ printer }) => printers.attend(printer));
  printing.events.on('frame', ({ device, job }) => directory.send(device, { type: 'job', job }));
}
