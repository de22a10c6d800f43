/**
 * Printers and shares of the other members, as they told over the pinned link, and as they were
 * when a member that is offline was last here. What a peer claims is checked and its names cleaned;
 * it can speak for its own resources only.
 */
import * as api from '../api/peer.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import { displayName, displayText } from '../base/text.ts';
import type { DeviceId } from '../model/id.ts';
import type { Printer } from '../model/printer.ts';
import type { Share } from '../model/share.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import { shapeError } from '../net/shape.ts';
import type { Database } from '../store/database.ts';

type Resources = api.Resources;

export interface ResourceDirectoryOptions {
  transport: PeerTransport;
  database: Database;
  isOnline: (device: DeviceId) => boolean;
  isMember: (device: DeviceId) => boolean;
  clock: Clock;
  log: Log;
}

const RETRY_MS = 2000;

export class ResourceDirectory extends Emitter<{ changed: undefined }> {
  readonly #options: ResourceDirectoryOptions;
  readonly #of = new Map<DeviceId, Resources>();
  readonly #pulling = new Map<DeviceId, { again: boolean }>();

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

  async #pull(device: DeviceId): Promise<void> {
    const running = this.#pulling.get(device);
    if (running) {
      running.again = true;
      return;
    }
    const pull = { again: false };
    this.#pulling.set(device, pull);
    try {
      do {
        pull.again = false;
        this.#keep(device, await this.#options.transport.call(device, api.listResources, {}));
      } while (pull.again);
    } catch (error) {
      this.#options.log.warn({ device, error }, "a peer's list of resources could not be read");
      this.#options.clock.after(RETRY_MS, () => {
        if (this.#options.isOnline(device)) void this.#pull(device);
      });
    } finally {
      this.#pulling.delete(device);
    }
  }

  #keep(device: DeviceId, told: Resources): void {
    const printers = distinct(told.printers).map((printer) => ({
      ...printer,
      device,
      name: displayName(printer.name, 'Printer'),
      message: displayText(printer.message),
      location: displayText(printer.location),
      model: displayText(printer.model),
      reasons: printer.reasons.slice(0, 20).map((reason) => displayText(reason, 64)),
    }));
    const shares = distinct(told.shares).map((share) => ({
      ...share,
      device,
      name: displayName(share.name, 'Folder'),
    }));
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

function distinct<T extends { id: string }>(list: readonly T[]): T[] {
  return Array.from(new Map(list.map((item) => [item.id, item])).values());
}
