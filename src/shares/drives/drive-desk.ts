/**
 * This PC's drives as people deal with them: announced when they come and go, offered to colleagues
 * while they are there, ejected when nobody uses them any more.
 *
 * The share of an offered drive ends with the drive, and its transfers with it; it comes back, the
 * same one, when the same medium is there again, wherever it is mounted then.
 */
import { Emitter } from '../../base/emitter.ts';
import { sleep, type CancelTimer, type Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { Log } from '../../base/log.ts';
import type { Drive, DriveChoice } from '../../model/drive.ts';
import type { Audience, OwnShare, ShareAccess } from '../../model/share.ts';
import type { Database } from '../../store/database.ts';
import { shareGone } from '../file-error.ts';
import type { ShareRegistry } from '../share-registry.ts';
import { driveInUse, driveNotFound, ejectFailed } from './drive-error.ts';
import { DriveOffers, type DriveOffer } from './drive-offers.ts';
import type { SystemDrive } from './drive-source.ts';
import {
  fingerprint,
  imageDrives,
  isKnowable,
  keyOf,
  plainTerms,
  sharesOn,
  viewOf,
} from './drive-view.ts';
import type { SystemDrives } from './system-drives.ts';

/** What comes at once is looked at once: mounting makes several events. */
const GATHER_MS = 250;
/** In a storm of events, of containers say, the drives are looked at no more often. */
const SHORTEST_PAUSE_MS = 1000;
/** A program that ends its transfers on request has this long. */
const EJECT_PATIENCE_MS = 3000;
const STEP_MS = 50;

export interface DriveDeskOptions {
  system: SystemDrives;
  shares: ShareRegistry;
  database: Database;
  clock: Clock;
  log: Log;
}

/** How a drive is to be offered. */
export interface NewOffer {
  id: string;
  /** `ask` takes back what was decided. */
  choice: DriveChoice | 'ask';
  name?: string | undefined;
  access?: ShareAccess | undefined;
  with?: Audience | undefined;
}

export class DriveDesk extends Emitter<{ changed: null }> implements Lifecycle {
  readonly #options: DriveDeskOptions;
  readonly #offers: DriveOffers;
  #present: SystemDrive[] = [];
  /** Ids of drives that appeared and nobody decided about. */
  readonly #asking = new Set<string>();
  #timer: CancelTimer | undefined;
  #looked = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  #running = false;

  constructor(options: DriveDeskOptions) {
    super((error) => options.log.error({ error }, 'a listener of the drives failed'));
    this.#options = options;
    this.#offers = new DriveOffers(options.database);
    // Whoever stops sharing a drive takes the offer back.
    options.shares.on('ended', (share) => this.#forget((offer) => offer.share === share));
    options.shares.on('changed', (own) => this.#keepTerms(own));
  }

  /** The drives are looked at in the background: one that hangs keeps nothing from starting. */
  start(): void {
    this.#running = true;
    this.#offers.load();
    // Another drive may be there by now, and nothing would tell.
    this.#forget(({ key, choice }) => choice === 'once' && !isKnowable(key));
    for (const watch of this.#options.system.watches) watch.start(() => this.#soon());
    void this.look(true);
  }

  stop(): void {
    this.#running = false;
    this.#timer?.();
    this.#timer = undefined;
    for (const watch of this.#options.system.watches) watch.stop();
  }

  /** Asks the system anew, so that free space is of now. */
  async list(): Promise<Drive[]> {
    const { system, shares, log } = this.#options;
    const own = shares.list();
    const drives = await system.source.list().catch((error: unknown) => {
      log.warn({ error }, 'the drives could not be read');
      return this.#present;
    });
    const seen = drives.map((drive) =>
      viewOf(drive, own, this.#offers.get(keyOf(drive)), this.#asking.has(keyOf(drive))),
    );
    return [...seen, ...(await imageDrives(own))];
  }

  /** Decides about a drive. Throws `drive.not_found`, or what sharing it throws. */
  async decide(offer: NewOffer): Promise<Drive> {
    const drive = await this.#find(offer.id);
    const key = keyOf(drive);
    if (offer.choice !== 'once' && offer.choice !== 'ask' && drive.key === null)
      throw new HallwayError('request.invalid', 'This drive has no name to know it by again.', {
        fix: 'Give it a name of its own, or offer it for this time.',
      });
    const known = this.#offers.get(key);
    if (offer.choice === 'ask' || offer.choice === 'never') {
      this.#offers.remove(key);
      if (known?.share) this.#end(known.share);
      if (offer.choice === 'never')
        this.#offers.put({ key, choice: 'never', share: null, ...plainTerms(drive) });
    } else await this.#offer(drive, known, offer, offer.choice);
    this.#asking.delete(key);
    this.emit('changed', null);
    const after = await this.list();
    return after.find(({ id }) => id === drive.id) ?? viewOf(drive, [], undefined, false);
  }

  /**
   * Lets go of a drive so that it may be pulled. Throws `drive.not_found`, `drive.busy` if
   * colleagues use it and `force` does not say to break that off, or if programs of this PC do.
   */
  async eject(id: string, force: boolean): Promise<void> {
    const { shares, system, clock } = this.#options;
    const drive = await this.#find(id);
    if (!drive.removable) throw ejectFailed('it is built in');
    const on = sharesOn(drive, shares.list());
    const users = shares.readers.of(on);
    if (users.length > 0 && !force) throw driveInUse(users);
    shares.breakOff(on, shareGone());
    for (let waited = 0; waited < EJECT_PATIENCE_MS && shares.readers.of(on).length > 0; ) {
      await sleep(clock, STEP_MS);
      waited += STEP_MS;
    }
    await system.ejector.eject(drive);
    await this.look();
  }

  /** Looks at what is there, and does what follows from it. Never rejects. */
  look(first = false): Promise<void> {
    const before = this.#looking ?? Promise.resolve();
    const looking = before.then(() => this.#look(first));
    this.#looking = looking;
    return looking;
  }

  #soon(): void {
    if (!this.#running || this.#timer) return;
    const { clock } = this.#options;
    const pause = Math.max(GATHER_MS, this.#looked + SHORTEST_PAUSE_MS - clock.monotonic());
    this.#timer = clock.after(pause, () => {
      this.#timer = undefined;
      void this.look();
    });
  }

  async #look(first: boolean): Promise<void> {
    const { system, shares, log, clock } = this.#options;
    this.#looked = clock.monotonic();
    try {
      const found = await system.source.list();
      if (!this.#running) return;
      const before = new Map(this.#present.map((drive) => [keyOf(drive), drive]));
      const now = new Set(found.map(keyOf));
      const changed = fingerprint(found) !== fingerprint(this.#present);
      this.#present = found;
      for (const key of before.keys()) if (!now.has(key)) this.#asking.delete(key);
      for (const offer of this.#offers.all()) this.#endIfGone(offer, found);
      for (const drive of found) await this.#appeared(drive, before.get(keyOf(drive)), first);
      if (!changed) return;
      // A folder on the drive may be shared as well.
      await shares.recheck();
      this.emit('changed', null);
    } catch (error) {
      log.warn({ error }, 'the drives could not be read');
    }
  }

  /** Its share ends with the drive, and where it is mounted elsewhere now. */
  #endIfGone(offer: DriveOffer, found: readonly SystemDrive[]): void {
    if (offer.share === null) return;
    const drive = found.find((one) => keyOf(one) === offer.key);
    const share = this.#options.shares.list().find(({ id }) => id === offer.share);
    if (share && share.path !== drive?.mounted) this.#end(share.id);
    if (!drive && offer.choice === 'once') this.#offers.remove(offer.key);
  }

  async #appeared(
    drive: SystemDrive,
    before: SystemDrive | undefined,
    first: boolean,
  ): Promise<void> {
    const { shares, log } = this.#options;
    if (drive.mounted === null) return;
    const offer = this.#offers.get(keyOf(drive));
    if (!offer) {
      const isNew = !first && (before?.mounted ?? null) === null && drive.removable;
      const shared = shares.list().some(({ path }) => path === drive.mounted);
      if (isNew && !shared) this.#asking.add(keyOf(drive));
      return;
    }
    if (offer.share === null || shares.list().some(({ id }) => id === offer.share)) return;
    await this.#share(drive, { ...offer, share: offer.share }).catch((error: unknown) =>
      log.warn({ error }, 'a drive that is offered could not be shared'),
    );
  }

  async #offer(
    drive: SystemDrive,
    known: DriveOffer | undefined,
    wanted: NewOffer,
    choice: DriveChoice,
  ): Promise<void> {
    if (drive.mounted === null)
      throw new HallwayError('share.gone', 'There is no medium that could be shared.', {
        fix: 'Put one in, or open it in the file manager first.',
      });
    if (known?.share) this.#end(known.share);
    const terms = plainTerms(drive);
    const offer: DriveOffer = {
      key: keyOf(drive),
      choice,
      share: known?.share ?? null,
      name: wanted.name ?? known?.name ?? terms.name,
      access: wanted.access ?? known?.access ?? terms.access,
      with: wanted.with ?? known?.with ?? terms.with,
    };
    const share = await this.#share(drive, offer);
    this.#offers.put({ ...offer, name: share.name, share: share.id });
  }

  /** Under its name, or that with a number where another share has it. */
  async #share(drive: SystemDrive, offer: DriveOffer): Promise<OwnShare> {
    const { shares } = this.#options;
    const add = (name: string): Promise<OwnShare> =>
      shares.add({
        path: drive.mounted ?? '',
        name,
        access: offer.access,
        with: offer.with,
        passing: true,
        ...(offer.share === null ? {} : { id: offer.share }),
      });
    return add(offer.name).catch((error: unknown) => {
      const free = error instanceof HallwayError ? error.details?.['suggestion'] : undefined;
      if (typeof free !== 'string') throw error;
      return add(free);
    });
  }

  #end(share: string): void {
    const { shares } = this.#options;
    if (shares.list().some(({ id }) => id === share)) shares.remove(share, shareGone());
  }

  /** Whom it is for and how it may be used may be changed as for any share. */
  #keepTerms(own: readonly OwnShare[]): void {
    for (const offer of this.#offers.all()) {
      const share = own.find(({ id }) => id === offer.share);
      if (!share || (share.access === offer.access && share.with === offer.with)) continue;
      this.#offers.put({ ...offer, access: share.access, with: share.with });
    }
  }

  #forget(which: (offer: DriveOffer) => boolean): void {
    for (const offer of this.#offers.all()) if (which(offer)) this.#offers.remove(offer.key);
  }

  async #find(id: string): Promise<SystemDrive> {
    const drives = await this.#options.system.source.list();
    const drive = drives.find((one) => one.id === id);
    if (!drive) throw driveNotFound();
    return drive;
  }
}
