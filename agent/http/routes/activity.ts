/** What others did with what this PC shares: shown at the local door, noted at the peer door. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as api from '../../../src/api/local-activity.ts';
import * as peerApi from '../../../src/api/peer.ts';
import { parentPath } from '../../../src/base/safe-path.ts';
import type { ActivityKind } from '../../../src/model/activity.ts';
import type { DeviceId, ResourceId } from '../../../src/model/id.ts';
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

/** Of a request and its answer: what it did, and to which path of the share. */
type Deed = (request: FastifyRequest, answer: unknown) => string[];
const query: Deed = ({ query: asked }) => [(asked as { path: string }).path];
const body: Deed = ({ body: asked }) => [(asked as { path: string }).path];
const fromTo: Deed = ({ body: asked }) => {
  const { from, to } = asked as { from: string; to: string };
  return [`${from} → ${to}`];
};

/** Pictures of a folder are looked at many at a time. */
const folder: Deed = ({ query: asked }) => [parentPath((asked as { path: string }).path)];
const paths: Deed = ({ body: asked }) => (asked as { paths: string[] }).paths;
const placed: Deed = (_request, answer) => [(answer as { path: string }).path];

const DEEDS: ReadonlyMap<string, readonly [ActivityKind, Deed]> = new Map(
  (
    [
      [peerApi.readPeerFile, 'read', query],
      [peerApi.readPeerArchive, 'read', paths],
      [peerApi.pullSharePieces, 'read', query],
      // With its hashes the pieces may come from others, who tell this PC nothing.
      [peerApi.readManifest, 'read', query],
      [peerApi.readPeerThumbnail, 'read', folder],
      [peerApi.createPeerFolder, 'wrote', query],
      [peerApi.offerFile, 'wrote', body],
      [peerApi.movePeerEntry, 'moved', fromTo],
      [peerApi.copyPeerEntry, 'copied', fromTo],
      [peerApi.removePeerEntry, 'removed', body],
      [peerApi.setPeerModified, 'wrote', body],
      [peerApi.restorePeerTrash, 'restored', placed],
    ] as const
  ).map(([{ method, path }, what, deed]) => [`${method} ${path}`, [what, deed]]),
);

/**
 * Notes what is done through the peer door, once it was: what is answered as a whole when it is done,
 * though nobody may wait for the answer any more; bytes when no more of them go out, also where their
 * reader broke off.
 */
export function notePeerActivity(app: FastifyInstance, office: Office, from: From): void {
  const pending = new WeakMap<FastifyRequest, () => void>();
  const answers = new WeakMap<FastifyRequest, unknown>();
  const done = (request: FastifyRequest, status: number): void => {
    const note = pending.get(request);
    pending.delete(request);
    if (status < 300) note?.();
  };
  app.addHook('preHandler', async (request, { raw }) => {
    const deed = DEEDS.get(`${request.method} ${request.routeOptions.url ?? ''}`);
    if (!deed) return;
    const [what, targets] = deed;
    const { share } = request.params as { share: ResourceId };
    // Once its connection is over, nobody knows any more whose it was.
    const device = from(request);
    pending.set(request, () =>
      noteDeed(office, device, what, share, targets(request, answers.get(request))),
    );
    raw.once('close', () => {
      if (raw.headersSent) done(request, raw.statusCode);
    });
  });
  app.addHook('preSerialization', async (request, _reply, answer) => {
    if (pending.has(request)) answers.set(request, answer);
    return answer;
  });
  app.addHook('onSend', async (request, reply) => done(request, reply.statusCode));
}

/** Of one request: more files than these are noted as the folders that they are in. */
const MOST_NAMED = 8;

/** Files of a share were read whose request does not name them, or not as what there is. */
export function noteReads(
  office: Office,
  device: DeviceId,
  share: ResourceId,
  files: readonly string[],
): void {
  const targets = files.length > MOST_NAMED ? new Set(files.map(parentPath)) : files;
  noteDeed(office, device, 'read', share, targets);
}

/** Words of these shares were shown to somebody who looks for something. */
export function noteSearch(office: Office, device: DeviceId, shares: Iterable<ResourceId>): void {
  for (const share of shares) noteDeed(office, device, 'searched', share, ['']);
}

function noteDeed(
  { shares, activity }: Office,
  device: DeviceId,
  what: ActivityKind,
  id: ResourceId,
  targets: Iterable<string>,
): void {
  const share = shares.list().find((one) => one.id === id);
  // What is given beside the shares is told where it is given.
  if (!share) return;
  for (const path of targets)
    activity.ledger.note(device, what, path === '' ? share.name : `${share.name}/${path}`);
}
