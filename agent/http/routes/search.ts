/** Finding files: asked here by this person, and by the other PCs. */
import type { FastifyInstance } from 'fastify';
import { search } from '../../../src/api/local.ts';
import { searchPeer } from '../../../src/api/peer.ts';
import type { Office } from '../../office.ts';
import type { Reception } from '../../members/reception.ts';
import { streamOutRoute, route } from '../route.ts';
import { sendLines } from '../send-lines.ts';
import { noteSearch } from './activity.ts';
import type { From } from './peer.ts';

export function searchRoutes(app: FastifyInstance, reception: Reception): void {
  streamOutRoute(app, search, async ({ body: { devices, ...query } }, { reply }) => {
    const office = await reception.office();
    return sendLines(reply, (tell, signal) => office.search.search(query, devices, tell, signal));
  });
}

export function peerSearchRoutes(app: FastifyInstance, office: Office, from: From): void {
  route(app, searchPeer, async ({ body }, { request }) => {
    const device = from(request);
    const answer = await office.search.answer(device, body);
    const told = answer.hits.flatMap(({ share, snippet }) => (snippet === '' ? [] : [share]));
    noteSearch(office, device, new Set(told));
    return answer;
  });
}
