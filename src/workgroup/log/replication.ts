/**
 * Keeps this PC's log equal to its peers': each side tells a hash of what it has, and where the two
 * differ both pull what they lack. At most one exchange per peer in a second; a peer that sends
 * rubbish is left alone for a while.
 */
import type { Unsubscribe } from '../../base/emitter.ts';
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { Log } from '../../base/log.ts';
import type { DeviceId } from '../../model/id.ts';
import type { Heads } from './log.ts';
import { PullCursor } from './pull-cursor.ts';

/** What replication needs of the workgroup. */
export interface ReplicatedLog {
  readonly events: { on(name: 'changed', listener: () => void): Unsubscribe };
  heads(): Heads;
  /** Hash over all heads. */
  state(): string;
  add(texts: readonly string[]): { added: number; rejected: number };
  markSynced(): void;
}

/** How replication reaches the peers. */
export interface ReplicationTransport {
  /** What `device` has and a replica with these heads lacks, a page at a time. */
  pull(device: DeviceId, heads: Heads): Promise<{ statements: string[]; more: boolean }>;
  /** Tells every linked peer. */
  announce(state: string): void;
}

export interface ReplicationOptions {
  workgroup: ReplicatedLog;
  transport: ReplicationTransport;
  clock: Clock;
  log: Log;
}

interface PeerState {
  running: boolean;
  /** The newest state that the peer told and that was not acted on yet. */
  next: string | undefined;
  /** Set while `next` waits for its turn. */
  wake: CancelTimer | undefined;
  /** Monotonic time of the earliest next exchange. */
  restsUntil: number;
  /** Monotonic time until which the peer is left alone. */
  pausedUntil: number;
  /** Exchanges in a row that broke off. */
  failures: number;
  linked: boolean;
}

const MAX_REJECTED = 20;
const PAUSE_MS = 5 * 60_000;
const REST_MS = 1000;
const LONGEST_REST_MS = 60_000;
/** While another peer is being asked: what it brings is mostly the same. */
const TURN_MS = 250;

export class Replication implements Lifecycle {
  readonly #workgroup: ReplicatedLog;
  readonly #transport: ReplicationTransport;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #peers = new Map<DeviceId, PeerState>();
  #unsubscribe: Unsubscribe | undefined;

  constructor({ workgroup, transport, clock, log }: ReplicationOptions) {
    this.#workgroup = workgroup;
    this.#transport = transport;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#unsubscribe ??= this.#workgroup.events.on('changed', () =>
      this.#transport.announce(this.#workgroup.state()),
    );
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    for (const peer of this.#peers.values()) peer.wake?.();
    this.#peers.clear();
  }

  /** A peer told its state: with the link's first frame, and with each change. */
  onState(device: DeviceId, state: string): void {
    if (!this.#unsubscribe) return;
    const peer = this.#peerOf(device);
    peer.next = state;
    peer.linked = true;
    if (peer.running || peer.wake) return;
    const rest = Math.max(peer.restsUntil, peer.pausedUntil) - this.#clock.monotonic();
    const others = Array.from(this.#peers.values()).some(({ running }) => running);
    const wait = Math.max(rest, others ? TURN_MS : 0);
    if (wait <= 0 || this.#isEqual(state)) return this.#act(device, peer);
    peer.wake = this.#clock.after(wait, () => {
      peer.wake = undefined;
      this.#act(device, peer);
    });
  }

  /** The link to a peer is gone. A pause outlives it. */
  onLinkDown(device: DeviceId): void {
    const peer = this.#peers.get(device);
    if (!peer) return;
    peer.wake?.();
    peer.wake = undefined;
    peer.next = undefined;
    peer.linked = false;
    const now = this.#clock.monotonic();
    if (!peer.running && now >= peer.pausedUntil && now >= peer.restsUntil)
      this.#peers.delete(device);
  }

  #isEqual(state: string): boolean {
    return state === this.#workgroup.state();
  }

  #act(device: DeviceId, peer: PeerState): void {
    const { next } = peer;
    peer.next = undefined;
    if (next === undefined || !this.#unsubscribe) return;
    if (this.#isEqual(next)) return this.#workgroup.markSynced();
    peer.restsUntil = this.#clock.monotonic() + REST_MS;
    peer.running = true;
    void this.#exchange(device, peer, next);
  }

  #peerOf(device: DeviceId): PeerState {
    let peer = this.#peers.get(device);
    if (!peer) {
      peer = {
        running: false,
        next: undefined,
        wake: undefined,
        restsUntil: 0,
        pausedUntil: 0,
        failures: 0,
        linked: true,
      };
      this.#peers.set(device, peer);
    }
    return peer;
  }

  async #exchange(device: DeviceId, peer: PeerState, state: string): Promise<void> {
    try {
      await this.#pullAll(device, peer);
      peer.failures = 0;
    } catch (error) {
      this.#log.debug({ device, error }, 'the exchange with a peer broke off');
      // Nobody tells that state again: what is missing is asked for until the link goes.
      if (peer.linked) peer.next ??= state;
      const wait = Math.min(LONGEST_REST_MS, REST_MS * 2 ** Math.min(10, ++peer.failures));
      peer.restsUntil = this.#clock.monotonic() + wait;
    } finally {
      peer.running = false;
      if (peer.next !== undefined) this.onState(device, peer.next);
    }
  }

  async #pullAll(device: DeviceId, peer: PeerState): Promise<void> {
    const cursor = new PullCursor();
    let rejected = 0;
    for (let more = true; more; ) {
      const page = await this.#transport.pull(device, cursor.heads(this.#workgroup.heads()));
      // Stopped, or out of the workgroup, meanwhile.
      if (!this.#unsubscribe) return;
      const result = this.#workgroup.add(page.statements);
      rejected += result.rejected;
      if (rejected >= MAX_REJECTED) {
        peer.pausedUntil = this.#clock.monotonic() + PAUSE_MS;
        this.#log.warn({ device }, 'no exchange for a while with a peer that sends rubbish');
        return;
      }
      more = page.more && page.statements.length > 0;
      if (more && !cursor.passed(page.statements, result.added)) return;
    }
    this.#workgroup.markSynced();
  }
}
