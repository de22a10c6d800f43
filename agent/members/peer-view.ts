/** How this PC sees the others, for the doctor's matrix: its own, and what it answers members. */
import type { PeerView } from '../../src/api/peer.ts';
import type { DeviceId } from '../../src/model/id.ts';
import { tryDoor } from '../../src/net/bare-connection.ts';
import { isLinkLocalIPv6 } from '../../src/net/ip-address.ts';
import type { Office } from '../office.ts';
import { VERSION } from '../version.ts';

/** Below the time that the asking member waits. */
const DOOR_MS = 1500;
/** A door is tried once within this time, however often its owner asks. */
const FRESH_MS = 2000;
/** Asking costs less than looking through all that was heard: within this time the answer stays. */
const SAME_MS = 250;
const MOST_NETWORKS = 64;
const MOST_MEMBERS = 1000;
const MOST_NEAR = 8;

export function ownView(office: Office): PeerView {
  return {
    time: Date.now(),
    version: VERSION,
    system: process.platform,
    networks: office.adapters
      .all()
      .filter(({ used }) => used)
      .flatMap(({ kind, addresses }) => addresses.map((address) => ({ kind, address })))
      .slice(0, MOST_NETWORKS),
    sees: office.directory
      .peers()
      .slice(0, MOST_MEMBERS)
      .map(({ id, presence, trouble, latencyMs }) => {
        const host = office.directory.targetOf(id)?.host.slice(0, 64);
        return {
          device: id,
          presence,
          trouble: trouble?.code ?? null,
          latencyMs,
          ...(host === undefined ? {} : { host }),
          ...(host !== undefined && isLinkLocalIPv6(host) ? { near: besides(office, host) } : {}),
        };
      }),
    heard: office.discovery.heard().slice(0, MOST_MEMBERS),
  };
}

/** This PC's addresses at the adapter of a link-local address that has a zone. */
function besides(office: Office, linkLocal: string): string[] {
  const zone = linkLocal.split('%')[1];
  const adapter = office.adapters.current().find(({ scope }) => scope === zone);
  return [...(adapter?.ipv4 ?? []), ...(adapter?.ipv6 ?? [])]
    .map(({ address }) => address)
    .filter((address) => !isLinkLocalIPv6(address))
    .slice(0, MOST_NEAR);
}

/** Answers members; the address that is dialled back is the one that the asker's own link has. */
export class ViewAnswers {
  readonly #office: Office;
  readonly #doors = new Map<DeviceId, Promise<boolean>>();
  #last: { view: PeerView; at: number } | undefined;

  constructor(office: Office) {
    this.#office = office;
  }

  async for(device: DeviceId): Promise<PeerView> {
    const door = this.#office.directory.targetOf(device) ? await this.#door(device) : undefined;
    return { ...this.#view(), ...(door === undefined ? {} : { door }) };
  }

  #view(): PeerView {
    const now = performance.now();
    if (!this.#last || now - this.#last.at >= SAME_MS)
      this.#last = { view: ownView(this.#office), at: now };
    return this.#last.view;
  }

  #door(device: DeviceId): Promise<boolean> {
    const known = this.#doors.get(device);
    if (known) return known;
    const target = this.#office.directory.targetOf(device);
    const tried = target
      ? tryDoor(target, DOOR_MS).then((answer) => answer === 'open')
      : Promise.resolve(false);
    this.#doors.set(device, tried);
    void tried.then(() => setTimeout(() => this.#doors.delete(device), FRESH_MS).unref());
    return tried;
  }
}
