/** The other PCs that collect or hold the same content: each tells the others what it has by now. */
import type { CancelTimer, Clock } from '../base/clock.ts';
import type { LinkFrame } from '../api/peer.ts';
import { joinSwarm } from '../api/peer-swarm.ts';
import { HallwayError } from '../base/errors.ts';
import type { DeviceId } from '../model/id.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import type { Origin } from './held-files.ts';
import { PieceSet } from './piece-set.ts';

/** The links to the peers. */
export interface MateLinks {
  online(): DeviceId[];
  isOnline(device: DeviceId): boolean;
  send(device: DeviceId, frame: LinkFrame): void;
}

export interface MatesOptions {
  transport: PeerTransport;
  links: MateLinks;
  clock: Clock;
  /** Whose file it is; it is asked in another way. */
  owner: DeviceId;
  /** What is here; it grows. */
  have: PieceSet;
  /** A mate says what it has. */
  heard: (device: DeviceId, held: PieceSet) => void;
}

/** News of pieces within this time are told as one. */
const TELL_MS = 200;
const MOST = 200;

export class Mates {
  readonly #options: MatesOptions;
  /** Who is told; true: it has everything and needs no news. */
  readonly #mates = new Map<DeviceId, boolean>();
  /** Who is being asked. */
  readonly #asked = new Set<DeviceId>();
  #origin: Origin | undefined;
  #allowed = new Set<DeviceId>();
  #telling: CancelTimer | undefined;
  #ended = false;

  constructor(options: MatesOptions) {
    this.#options = options;
  }

  /**
   * Asks who else has it: of what is for everybody all members, else those whom the owner named, so
   * that nobody else learns what is collected here.
   */
  begin(origin: Origin, holders: readonly DeviceId[]): void {
    this.#origin = origin;
    this.#allowed = new Set(holders);
    for (const device of this.#options.links.online()) this.online(device);
  }

  online(device: DeviceId): void {
    const { owner } = this.#options;
    if (!this.#origin || this.#ended || device === owner) return;
    if (this.#origin.open || this.#allowed.has(device)) void this.#ask(device, this.#origin);
  }

  /** It asked here, and may have what is here. */
  joined(device: DeviceId, have: string): void {
    this.#allowed.add(device);
    this.#took(device, have);
  }

  /** News of somebody who was asked or who asked. */
  heard(device: DeviceId, have: string): void {
    if (this.#mates.has(device)) this.#took(device, have);
  }

  forget(device: DeviceId): void {
    this.#mates.delete(device);
  }

  /** There is a new piece. */
  dirty(): void {
    this.#telling ??= this.#options.clock.after(TELL_MS, () => this.tellAll());
  }

  tellAll(): void {
    this.#telling?.();
    this.#telling = undefined;
    const { have, links } = this.#options;
    if (!this.#origin) return;
    const frame = { type: 'have', root: this.#origin.root, have: have.toText() } as const;
    for (const [device, whole] of this.#mates) if (!whole) links.send(device, frame);
  }

  end(): void {
    this.#ended = true;
    this.#telling?.();
  }

  async #ask(device: DeviceId, { root, grant }: Origin): Promise<void> {
    if (this.#asked.has(device)) return;
    this.#asked.add(device);
    try {
      const body = { have: this.#options.have.toText(), grant };
      const answer = await this.#options.transport.call(device, joinSwarm, {
        params: { root },
        body,
      });
      this.#took(device, answer.have);
    } catch (error) {
      // It has nothing of it, speaks an older protocol, or is not there: it asks when it begins.
      if (!(error instanceof HallwayError)) throw error;
    } finally {
      this.#asked.delete(device);
    }
  }

  #took(device: DeviceId, have: string): void {
    if (this.#ended || (this.#mates.size >= MOST && !this.#mates.has(device))) return;
    const held = PieceSet.fromText(this.#options.have.count, have);
    this.#mates.set(device, held.isFull);
    if (held.size > 0) this.#options.heard(device, held);
  }
}
