/** Asks every linked member how it sees the others, and tries its door. */
import { getPeerView, type PeerView } from '../../src/api/peer.ts';
import { displayText } from '../../src/base/text.ts';
import type { Member } from '../../src/doctor/member.ts';
import type { Peer } from '../../src/model/device.ts';
import type { DeviceId } from '../../src/model/id.ts';
import { tryDoor } from '../../src/net/bare-connection.ts';
import { PEER_PORT } from '../../src/net/ports.ts';
import { parseTarget } from '../../src/net/target-text.ts';
import type { Office } from '../office.ts';
import { ownView } from '../members/peer-view.ts';

const ANSWER_MS = 2500;
const DOOR_MS = 2000;
/** A door that is refused at once is tried again: its agent may just be starting or moving. */
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
    const known = [peer.address, peer.trouble?.address, peer.path?.address].flatMap(
      (one) => parseTarget(one ?? '', PEER_PORT) ?? [],
    );
    const said = (heard.get(id) ?? []).map(({ host }) => host);
    return {
      id,
      name,
      self: false,
      view: views[index]?.view ?? null,
      system: systems.get(id) ?? null,
      addresses: [
        ...new Set([...known.map(({ host }) => host.split('%')[0] ?? ''), ...said]),
      ].slice(0, MOST_ADDRESSES),
      port: known[0]?.port ?? null,
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
