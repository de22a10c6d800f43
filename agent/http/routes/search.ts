/** Finding files: asked here by this person, and by the other PCs. */
import type { FastifyInstance } from 'fastify';
import { search } from '../../../src/api/local.ts';
import { searchPeer } from '../../../src/api/peer.ts';
import type { Office } from '../../office.ts';
import type { Reception } from '../../members/reception.ts';
import { streamOutRoute, route } from '../route.ts';
import { sendLines } from '../send-lines.ts';
import type { From } from './peer.ts';

export function searchRoutes(app: FastifyInstance, reception: Reception): void {
  streamOutRoute(app, search, async ({ body: { devices, ...query } }, { reply }) => {
    const office = await reception.office();
    return sendLines(reply, (tell, signal) => office.search.search(query, devices, tell, signal));
  });
}

export function peerSearchRoutes(app: FastifyInstance, office: Office, from: From): void {
  route(app, searchPeer, ({ body }, { request }) => office.search.answer(from(request), body));
}
