/** Files and folders that PCs give to each other: the local door, and what peers may say. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import * as keepApi from '../../../src/api/local-keeps.ts';
import * as api from '../../../src/api/local-sendings.ts';
import * as peerApi from '../../../src/api/peer-sendings.ts';
import { smallFileRecords } from '../../../src/transfer/tree/small-files.ts';
import { inPace, type Pace } from '../../../src/base/pace.ts';
import type { Office } from '../../office.ts';
import type { Reception } from '../../members/reception.ts';
import { route, streamInRoute, streamOutRoute } from '../route.ts';
import { paceFor } from '../pace-for.ts';
import { TransferSlots } from '../transfer-slots.ts';
import { written } from '../written.ts';
import { noteReads } from './activity.ts';
import type { From } from './peer.ts';

/** Streams of small files of one device at the same time. */
const MOST = 4;
/** A reader that takes no byte for this long is gone. */
const STALLED_MS = 30_000;

export function sendingRoutes(app: FastifyInstance, reception: Reception): void {
  const giving = async () => (await reception.office()).giving;
  route(app, api.listSendings, async () => (await giving()).sendings.list());
  route(app, api.startSending, async ({ body }) => (await giving()).sendings.add(body));
  streamInRoute(app, api.stageGift, async ({ query }, body) => ({
    path: await (await giving()).given.keep(query.name, body),
  }));
  route(app, api.cancelSending, async ({ params }) => (await giving()).sendings.cancel(params.id));
  route(app, api.listReceipts, async () => (await giving()).receiving.list());
  route(app, api.decideReceipt, async ({ params, body }) =>
    (await giving()).receiving.act(params.id, body.action, body.into),
  );
  route(app, api.getReceiveRules, async () => (await giving()).rules.view());
  route(app, api.setReceiveRule, async ({ body }) => (await giving()).rules.change(body));
  route(app, keepApi.listKeeps, async () => (await giving()).keeps.list());
  route(app, keepApi.startKeep, async ({ body }) => (await giving()).keeps.add(body));
  route(app, keepApi.syncKeep, async ({ params }) => (await giving()).keeps.sync(params.id));
  route(app, keepApi.endKeep, async ({ params }) => (await giving()).keeps.end(params.id));
}

export function peerSendingRoutes(app: FastifyInstance, office: Office, from: From): void {
  const { giving } = office;
  route(app, peerApi.offerGift, ({ body }, { request }) =>
    giving.receiving.offered(from(request), body),
  );
  route(app, peerApi.tellGift, ({ params, body }, { request }) =>
    giving.sendings.heard(from(request), params.id, body),
  );
  route(app, peerApi.withdrawGift, ({ params }, { request }) =>
    giving.receiving.withdrawn(from(request), params.id),
  );
  const slots = new TransferSlots(MOST);
  streamOutRoute(app, peerApi.readSmallFiles, ({ params, body }, { request, reply }) => {
    const device = from(request);
    const files = giving.openFor(device, params.share);
    const read: string[] = [];
    const records = smallFileRecords(files, giving.packer, body.paths, (path) => {
      read.push(path);
    });
    return slots.use(device, () =>
      sendRecords(reply, records, paceFor(office, device, false)).finally(() =>
        noteReads(office, device, params.share, read),
      ),
    );
  });
}

/** What cannot be sent to its end ends the connection: its reader counts. */
async function sendRecords(
  reply: FastifyReply,
  records: AsyncGenerator<Uint8Array>,
  pace: Pace,
): Promise<FastifyReply> {
  const { raw } = reply.hijack();
  raw.setTimeout(STALLED_MS, () => raw.destroy());
  raw.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
  let sent = Promise.resolve();
  try {
    // The next files are read while these go out.
    for await (const record of records) {
      await sent;
      sent = inPace(record, pace, (part) => written(raw, part));
      sent.catch(() => {});
    }
    await sent;
    raw.end();
  } catch {
    raw.destroy();
  }
  return reply;
}
