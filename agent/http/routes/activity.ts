/** What others did with what this PC shares: shown at the local door, noted at the peer door. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as api from '../../../src/api/local-activity.ts';
import * as peerApi from '../../../src/api/peer.ts';
import type { ActivityKind } from '../../../src/model/activity.ts';
import type { Office } from '../../office.ts';
import type { Reception } from '../../members/reception.ts';
import { route } from '../route.ts';
import type { From } from './peer.ts';

export function activityRoutes(app: FastifyInstance, reception: Reception): void {
  route(app, api.listActivity, async ({ query: asked }) =>
    (await reception.office()).activity.ledger.list({ limit: 500, ...asked }),
  );
  route(app, api.verifyActivity, async () => (await reception.office()).activity.verify());
}

/** Of a request: what it did, and to which path of the share. */
type Deed = (request: FastifyRequest) => string[];
const query: Deed = ({ query: asked }) => [(asked as { path: string }).path];
const body: Deed = ({ body: asked }) => [(asked as { path: string }).path];
const fromTo: Deed = ({ body: asked }) => {
  const { from, to } = asked as { from: string; to: string };
  return [`${from} → ${to}`];
};

const paths: Deed = ({ body: asked }) => (asked as { paths: string[] }).paths;
const trashed: Deed = ({ body: asked }) => [(asked as { id: string }).id];

const DEEDS: ReadonlyMap<string, readonly [ActivityKind, Deed]> = new Map(
  (
    [
      [peerApi.readPeerFile, 'read', query],
      [peerApi.readPeerArchive, 'read', paths],
      [peerApi.pullSharePieces, 'read', query],
      [peerApi.createPeerFolder, 'wrote', query],
      [peerApi.offerFile, 'wrote', body],
      [peerApi.movePeerEntry, 'moved', fromTo],
      [peerApi.copyPeerEntry, 'copied', fromTo],
      [peerApi.removePeerEntry, 'removed', body],
      [peerApi.restorePeerTrash, 'restored', trashed],
    ] as const
  ).map(([{ method, path }, what, deed]) => [`${method} ${path}`, [what, deed]]),
);

/** Notes what is done through the peer door, once it was. */
export function notePeerActivity(app: FastifyInstance, office: Office, from: From): void {
  app.addHook('onResponse', async (request, reply) => {
    const deed = DEEDS.get(`${request.method} ${request.routeOptions.url ?? ''}`);
    if (!deed || reply.raw.statusCode >= 400) return;
    const [what, targets] = deed;
    const { share: id } = request.params as { share?: string };
    const share = office.shares.list().find((one) => one.id === id);
    // What is given beside the shares is told where it is given.
    if (!share) return;
    for (const path of targets(request).slice(0, 100)) {
      const target = path === '' ? share.name : `${share.name}/${path}`;
      office.activity.ledger.note(from(request), what, target);
    }
  });
}
