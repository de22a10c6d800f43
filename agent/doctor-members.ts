/** Asks every linked member how it sees the others, and tries its door. */
import { getPeerView, type PeerView } from '../src/api/peer.ts';
import { displayText } from '../src/base/text.ts';
import type { Member } from '../src/doctor/member.ts';
import type { Peer } from '../src/model/device.ts';
import type { DeviceId } from '../src/model/id.ts';
import type { Office } from './office.ts';
import { tryDoor } from './doors.ts';
import { ownView } from './peer-view.ts';

const ANSWER_MS = 2500;
const DOOR_MS = 2000;
/** A door that did not open is tried once more: one lost packet is no firewall. */
const DOOR_AGAIN_MS = 400;
const MOST_ADDRESSES = 16;
/** The matrix grows with the square; a member may admit others without end. */
const MOST_MEMBERS = 64;
const SYSTEMS: ReadonlySet<string> = new Set(['linux', 'darwin', 'win32']);

/** Systems that members told, for when they cannot be asked any more. */
export type KnownSystems = Map<DeviceId, string>;

/**
 * The members, this PC first; of a very large workgroup those that are online before others. Takes
 * three seconds at most.
 */
export async function askMembers(
  office: Office,
  self: { id: DeviceId; name: string },
  systems: KnownSystems,
): Promise<Member[]> {
  const all = office.directory.peers();
  const shown = new Set(
    [...all.filter(({ online }) => online), ...all.filter(({ online }) => !online)].slice(
      0,
      MOST_MEMBERS - 1,
    ),
  );
  const peers = all.filter((peer) => shown.has(peer));
  const views = await Promise.all(peers.map((peer) => ask(office, peer)));
  const heard = new Map(
    office.discovery.agents().map(({ device, addresses }) => [device, addresses]),
  );
  for (const [index, { id }] of peers.entries()) {
    const system = views[index]?.view?.system;
    if (system !== undefined && SYSTEMS.has(system)) systems.set(id, system);
  }
  const others = peers.map((peer, index): Member => {
    const { id, name } = peer;
    const known = [peer.address, peer.trouble?.address, peer.path?.address].filter(
      (one) => typeof one === 'string',
    );
    const said = (heard.get(id) ?? []).map(({ host }) => host);
    return {
      id,
      name,
      self: false,
      view: views[index]?.view ?? null,
      system: systems.get(id) ?? null,
      addresses: [...new Set([...known.map(hostOf), ...said])].slice(0, MOST_ADDRESSES),
      port: known.map(portOf).find((port) => port !== null) ?? null,
      door: views[index]?.door ?? null,
    };
  });
  const own: Member = {
    ...self,
    self: true,
    view: ownView(office),
    system: process.platform,
    addresses: [],
    port: office.peerServer.port,
    door: null,
  };
  return [own, ...others];
}

async function ask(office: Office, { id, online }: Peer): Promise<Pick<Member, 'view' | 'door'>> {
  const target = office.directory.targetOf(id);
  if (!online || !target) return { view: null, door: null };
  const again = async (): Promise<Member['door']> => {
    const answer = await tryDoor(target, DOOR_MS);
    return answer === 'refused' || answer === 'unreachable'
      ? tryDoor(target, DOOR_AGAIN_MS)
      : answer;
  };
  const [view, door] = await Promise.all([
    office.clients.call(id, getPeerView, {}, { timeoutMs: ANSWER_MS }).then(cleanView, () => null),
    again(),
  ]);
  return { view, door };
}

/** Its shape was checked; its words are shown to a person. */
export function cleanView(view: PeerView): PeerView {
  return {
    ...view,
    version: displayText(view.version, 64, 'unknown'),
    system: displayText(view.system, 32, 'unknown'),
    heard: view.heard.filter(({ agoMs }) => agoMs >= 0),
  };
}

/** `host:port`, with brackets around IPv6 (RFC 3986 section 3.2.2). */
function hostOf(address: string): string {
  return (
    address
      .replace(/:\d+$/, '')
      .replace(/^\[|\]$/g, '')
      .split('%')[0] ?? ''
  );
}

function portOf(address: string): number | null {
  const port = Number(/:(\d{1,5})$/.exec(address)?.[1]);
  return port >= 1 && port <= 65_535 ? port : null;
}
