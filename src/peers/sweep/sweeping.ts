/** What a sweep knows and does, in terms of the other parts of this folder. */
import type { TroubleCode } from '../../model/presence.ts';
import { tryDoor } from '../../net/bare-connection.ts';
import type { PeerDirectoryOptions } from '../directory-options.ts';
import type { LinkMaker } from '../links/link-maker.ts';
import type { Linking } from '../linking.ts';
import type { SweeperOptions } from './sweeper.ts';

/** How long an address that nobody may have gets to answer. */
const ANSWER_MS = 500;
/** It is known where these are, or what they do. */
const EXPLAINED: ReadonlySet<TroubleCode | undefined> = new Set([
  'stopped',
  'asleep',
  'refused',
  'rejected',
  'protocol',
]);

export function sweeperOptions(
  options: PeerDirectoryOptions,
  linking: Linking,
  maker: LinkMaker,
): SweeperOptions {
  const { clock, adapters, members, addresses, identity, defaultPort, log } = options;
  const others = (): string[] => members.others().map(({ id }) => id);
  return {
    clock,
    adapters: () => adapters.current(),
    missing: () => others().filter((device) => !linking.links.of(device)),
    explained: (device) => EXPLAINED.has(linking.presence.troubleOf(device)?.code),
    online: () => linking.links.all().map(({ device }) => device),
    self: identity.id,
    heardAt: (device) => linking.dialer.heardAt(device),
    ports: () => [
      defaultPort,
      ...others().flatMap((device) => addresses.of(device).map(({ port }) => port)),
    ],
    listens: async (target) => (await tryDoor(target, ANSWER_MS)) === 'open',
    who: async (target) => {
      const device = await maker.who(target);
      return device !== undefined && members.isMember(device) ? device : undefined;
    },
    found: (device, target) => {
      log.info({ device, host: target.host }, 'found by asking the own network');
      linking.heard(device, [target]);
    },
  };
}
