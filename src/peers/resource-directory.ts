/**
 * Printers and shares of the other members, as they told over the pinned link, and as they were
 * when a member that is offline was last here. What a peer claims is checked and its names cleaned;
 * it can speak for its own resources only.
 */
import type { Output } from '../api/endpoint.ts';
import * as api from '../api/peer.ts';
import { sleep, type Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import { displayName } from '../base/text.ts';
import type { DeviceId } from '../model/id.ts';
import { Printer } from '../model/printer.ts';
import { Share } from '../model/share.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import { shapeError } from '../net/shape.ts';
import type { Database } from '../store/database.ts';
import { cleanPrinter } from './peer-printer.ts';

type Resources = api.Resources;

export interface ResourceDirectoryOptions {
  transport: PeerTransport;
  database: Database;
  isOnline: (device: DeviceId) => boolean;
  isMember: (device: DeviceId) => boolean;
  clock: Clock;
  log: Log;
}

const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

export class ResourceDirectory extends Emitter<{ changed: undefined }> {
  readonly #options: ResourceDirectoryOptions;
  readonly #of = new Map<DeviceId, Resources>();
  readonly #pulling = new Map<DeviceId, { again: boolean; failures: number }>();

  constructor(options: ResourceDirectoryOptions) {
    super((error) => options.log.error({ error }, 'a listener of the resource directory failed'));
    this.#options = options;
  }

  /** Reads what was known before the restart. */
  load(): void {
    const rows = this.#options.database.all<{ device: string; resources: string }>(
      'SELECT device, resources FROM peer_resources',
    );
    for (const { device, resources } of rows) {
      const value = JSON.parse(resources) as unknown;
      if (shapeError(api.Resources, value) === undefined) this.#of.set(device, value as Resources);
    }
  }

  printers(): Printer[] {
    return this.#each(({ printers }, online) =>
      online ? printers : printers.map((printer) => ({ ...printer, state: 'unknown' as const })),
    );
  }

  shares(): Share[] {
    return this.#each(({ shares }, online) =>
      online ? shares : shares.map((share) => ({ ...share, available: false })),
    );
  }

  #each<T>(pick: (resources: Resources, online: boolean) => T[]): T[] {
    const { isMember, isOnline } = this.#options;
    return Array.from(this.#of)
      .filter(([device]) => isMember(device))
      .flatMap(([device, resources]) => pick(resources, isOnline(device)));
  }

  /** The peer says which revision of its list is current. */
  announced(device: DeviceId, revision: string): void {
    if (this.#of.get(device)?.revision !== revision) void this.#pull(device);
  }

  /** A member is out: nothing of it is kept. */
  forget(device: DeviceId): void {
    this.#of.delete(device);
    this.#options.database.run('DELETE FROM peer_resources WHERE device = ?', device);
    this.emit('changed', undefined);
  }

  /** This device left its workgroup. */
  clear(): void {
    this.#of.clear();
    this.#options.database.run('DELETE FROM peer_resources');
    this.emit('changed', undefined);
  }

  /** At most one pull a second of each peer, whatever it announces. */
  async #pull(device: DeviceId): Promise<void> {
    const running = this.#pulling.get(device);
    if (running) {
      running.again = true;
      return;
    }
    const pull = { again: false, failures: 0 };
    this.#pulling.set(device, pull);
    const { transport, clock, isOnline, isMember, log } = this.#options;
    do {
      pull.again = false;
      try {
        const told = await transport.call(device, api.listResources, {});
        if (isMember(device)) this.#keep(device, told);
        pull.failures = 0;
      } catch (error) {
        if (pull.failures === 0)
          log.warn({ device, error }, "a peer's list of resources could not be read");
        pull.failures += 1;
        pull.again = true;
      }
      await sleep(clock, Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** Math.min(10, pull.failures)));
    } while (pull.again && isOnline(device));
    this.#pulling.delete(device);
  }

  #keep(device: DeviceId, told: Output<typeof api.listResources>): void {
    const printers = distinct(wellFormed<Printer>(Printer, told.printers)).map((printer) =>
      cleanPrinter(device, printer),
    );
    const shares = distinct(wellFormed<Share>(Share, told.shares)).map((share) =>
      cleanShare(device, share),
    );
    const resources = { revision: told.revision, printers, shares };
    this.#of.set(device, resources);
    this.#options.database.run(
      `INSERT INTO peer_resources (device, resources, seen_at) VALUES (?, ?, ?)
       ON CONFLICT (device) DO UPDATE SET resources = excluded.resources, seen_at = excluded.seen_at`,
      device,
      JSON.stringify(resources),
      this.#options.clock.now(),
    );
    this.emit('changed', undefined);
  }
}

/** Those that this version understands. */
function wellFormed<T>(schema: Parameters<typeof shapeError>[0], list: readonly unknown[]): T[] {
  return list.filter((item) => shapeError(schema, item) === undefined) as T[];
}

function distinct<T extends { id: string }>(list: readonly T[]): T[] {
  return Array.from(new Map(list.map((item) => [item.id, item])).values());
}

function cleanShare(device: DeviceId, { id, name, kind, access, available }: Share): Share {
  return { id, device, name: displayName(name, 'Folder'), kind, access, available };
}
