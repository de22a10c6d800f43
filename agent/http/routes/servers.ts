/** File servers without Hallway: connecting to one, and forgetting it. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import type { Nearby } from '../../../src/model/nearby.ts';
import {
  parseServerAddress,
  SMB_PORT,
  type ServerAddress,
} from '../../../src/shares/smb/server-address.ts';
import type { SmbHosts } from '../../../src/shares/smb/smb-hosts.ts';
import type { Reception } from '../../members/reception.ts';
import { route } from '../route.ts';

export function serverRoutes(app: FastifyInstance, reception: Reception, servers: SmbHosts): void {
  route(app, api.listServers, () => Promise.resolve(servers.list()));
  route(app, api.connectServer, async ({ body }) => {
    const { address, password, guest = false, keep } = body;
    const place = placeOf(address, (await reception.office()).nearby.watch());
    const user = body.user ?? place.user;
    if (guest === (user !== undefined))
      throw new HallwayError('request.invalid', 'Who signs in there is not said.', {
        fix: 'Give a name and password, or say that you enter as a guest.',
      });
    return servers.connect({
      ...place,
      name: body.name ?? place.name,
      login: user === undefined ? null : { ...accountOf(user), password: password ?? '' },
      forget: keep === 'memory',
    });
  });
  route(app, api.disconnectServer, ({ params }) => servers.disconnect(params.id));
  route(app, api.refreshServer, ({ params }) => servers.refresh(params.id));
}

/** What stands in `nearby`, by id or name, else what is an address. */
export function placeOf(text: string, nearby: readonly Nearby[]): ServerAddress & { name: string } {
  const servers = nearby.filter(({ kind }) => kind === 'smb');
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const found = servers.filter(({ id, name }) => id === text || same(name, text));
  const [first, second] = found;
  if (first && second)
    throw new HallwayError('request.ambiguous', 'Several servers nearby have this name.', {
      fix: 'Connect by the address of the one you mean: smb://ADDRESS.',
      details: { candidates: found.map(({ id, name }) => ({ id, name })) },
    });
  const [host] = first?.addresses ?? [];
  if (first && host !== undefined)
    return {
      host,
      port: first.port || SMB_PORT,
      user: undefined,
      share: undefined,
      name: first.name,
    };
  const place = parseServerAddress(text);
  // A name that only multicast DNS knows is found among what was heard.
  const heard = servers.find(({ name }) => same(name, place.host.replace(/\.local\.?$/iu, '')));
  return { ...place, host: heard?.addresses[0] ?? place.host, name: heard?.name ?? place.host };
}

/** `DOMAIN\NAME` in two. */
function accountOf(text: string): { user: string; domain: string } {
  const at = text.indexOf('\\');
  return at < 0
    ? { user: text, domain: '' }
    : { user: text.slice(at + 1), domain: text.slice(0, at) };
}
