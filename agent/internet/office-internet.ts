/**
 * The internet as one identity has it: what this PC lends to members, with its traces in the ledger,
 * and what they say that they lend to it.
 */
import type { InternetFrame } from '../../src/api/peer.ts';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { Allowances } from '../../src/internet/allowances.ts';
import { openWay } from '../../src/internet/borrowed-way.ts';
import { Lender } from '../../src/internet/lender.ts';
import { WayOut } from '../../src/internet/way-out.ts';
import { internet, type World } from '../../src/internet/world.ts';
import type { LentTerms, LentWay, OfferedWay } from '../../src/model/internet.ts';
import { networkCheck } from '../../src/net/ip-address.ts';
import type { Database } from '../../src/store/database.ts';
import type { Office } from '../office.ts';
import { endedWords, lentWords, usedWords } from './internet-words.ts';

export interface OfficeInternetOptions {
  identity: Identity;
  database: Database;
  world: World | undefined;
  clock: Clock;
  log: Log;
}

type Colleagues = Pick<Office, 'activity' | 'adapters' | 'directory' | 'shares' | 'workgroup'>;

/** Changes of this time are told as one. */
const TELL_MS = 1000;

export class OfficeInternet extends Emitter<{ changed: undefined }> implements Lifecycle {
  readonly lender: Lender;
  readonly #office: Colleagues;
  readonly #options: OfficeInternetOptions;
  readonly #allowances: Allowances;
  readonly #offers = new Map<string, Pick<InternetFrame, 'today'> & { quota: number }>();
  /** Members that are told soon how much is used. */
  readonly #due = new Set<string>();
  #telling: CancelTimer | undefined;

  constructor(office: Colleagues, options: OfficeInternetOptions) {
    super((error) => options.log.error({ error }, 'a listener of the internet failed'));
    this.#office = office;
    this.#options = options;
    const { clock, log, world = internet, identity } = options;
    const { directory, activity } = office;
    this.#allowances = new Allowances(options);
    this.lender = new Lender({
      allowances: this.#allowances,
      way: new WayOut({ world, isOnLink: (address) => this.#isOnLink(address), clock }),
      paused: () => office.shares.gate.paused,
      clock,
      log,
    });
    const note = (what: 'lent' | 'ended', words: string): void =>
      void activity.ledger.note(identity.id, what, words);
    this.#allowances.on('changed', ({ device }) => this.#touch(device));
    this.#allowances.on('ended', ({ device }) => {
      this.lender.end(device);
      this.#tell(device);
      note('ended', endedWords(directory.nameOf(device)));
      this.emit('changed', undefined);
    });
    this.lender.on('changed', ({ device }) => this.#touch(device));
    this.lender.on('used', ({ device, bytes }) =>
      note('lent', usedWords(directory.nameOf(device), bytes)),
    );
  }

  start(): void {
    this.#allowances.start();
    this.membersChanged();
    this.lender.start();
  }

  stop(): void {
    this.#telling?.();
    this.#telling = undefined;
    this.lender.stop();
    this.#allowances.stop();
    this.#offers.clear();
  }

  // ---- the owner's side

  lent(): LentWay[] {
    return this.#allowances.list().map((way) => ({ ...way, open: this.lender.openOf(way.device) }));
  }

  /** Throws `workgroup.unknown_device`, `request.invalid`. */
  lend(device: string, terms: LentTerms): void {
    const { directory, activity } = this.#office;
    const { name } = directory.peer(device);
    if (terms.until !== null && terms.until <= this.#options.clock.now())
      throw new HallwayError('request.invalid', 'The end of the right lies in the past.');
    this.#allowances.lend(device, terms);
    activity.ledger.note(this.#options.identity.id, 'lent', lentWords(name, terms));
    this.#tell(device);
    this.emit('changed', undefined);
  }

  /** Throws `internet.not_lent`. */
  endLent(device: string): void {
    this.#allowances.end(device);
  }

  /** Who is no member any more has no right. */
  membersChanged(): void {
    const { directory } = this.#office;
    for (const device of this.#allowances.devices())
      if (!directory.isMember(device)) this.#forget(device);
    for (const device of this.#offers.keys())
      if (!directory.isMember(device)) this.#offers.delete(device);
    this.emit('changed', undefined);
  }

  /** This PC is out of its workgroup. */
  left(): void {
    this.#offers.clear();
    for (const device of this.#allowances.devices()) this.#forget(device);
    this.emit('changed', undefined);
  }

  pausedChanged(): void {
    if (this.#office.shares.gate.paused) this.lender.endAll();
    for (const device of this.#allowances.devices()) this.#tell(device);
  }

  // ---- what members say, and hear

  offered(): OfferedWay[] {
    return Array.from(this.#offers, ([device, { quota, today }]) => ({ device, quota, today }));
  }

  heard(device: string, { quota, today }: InternetFrame): void {
    if (quota === null) this.#offers.delete(device);
    else this.#offers.set(device, { quota, today });
    this.emit('changed', undefined);
  }

  online(device: string): void {
    // What it said on another link may be old; it says it anew.
    this.#offers.delete(device);
    if (this.#allowances.of(device)) this.#tell(device);
  }

  offline(device: string): void {
    this.#offers.delete(device);
  }

  /** A connection by way of a colleague. Throws as `openWay`. */
  async open(
    device: string,
    authority: string,
    signal: AbortSignal,
  ): Promise<Awaited<ReturnType<typeof openWay>>> {
    const { directory } = this.#office;
    const [name, target] = [directory.nameOf(device), directory.targetOf(device)];
    return openWay({ device, name, target, identity: this.#options.identity }, authority, signal);
  }

  /** Why the way of a colleague does not work now; empty where it does. */
  troubleWith(device: string): string {
    const { directory } = this.#office;
    const name = directory.nameOf(device);
    const offer = this.#offers.get(device);
    if (!directory.isMember(device)) return `${name} and this PC are not in one workgroup.`;
    if (!directory.isOnline(device)) return `${name} is not reachable now.`;
    if (!offer) return `${name} does not lend its way to the internet to this PC.`;
    return offer.today < offer.quota ? '' : `What ${name} lends in a day is used up.`;
  }

  #tell(device: string): void {
    const lent = this.#office.shares.gate.paused ? undefined : this.#allowances.of(device);
    const { quota, today } = lent ?? { quota: null, today: 0 };
    this.#office.directory.send(device, { type: 'internet', quota, today });
  }

  #touch(device: string): void {
    this.#due.add(device);
    this.#telling ??= this.#options.clock.after(TELL_MS, () => {
      this.#telling = undefined;
      for (const one of this.#due) if (this.#allowances.of(one)) this.#tell(one);
      this.#due.clear();
      this.emit('changed', undefined);
    });
  }

  #forget(device: string): void {
    try {
      this.#allowances.end(device);
    } catch (error) {
      this.#options.log.warn({ error }, 'a right to the internet could not be removed');
    }
  }

  /** In the network of any adapter, also of those that the office is not on. */
  #isOnLink(address: string): boolean {
    const networks = this.#office.adapters.all().flatMap(({ addresses }) =>
      addresses.map((text) => {
        const [own = '', prefix] = text.split('/');
        return { address: own, prefix: Number(prefix) };
      }),
    );
    return networkCheck(networks)(address);
  }
}
