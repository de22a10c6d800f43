/** What peers may do with the files of this device's shares. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as api from '../../../src/api/peer-files.ts';
import { contentType } from '../../../src/shares/content-type.ts';
import type { FileSystem } from '../../../src/shares/file-system.ts';
import type { Office } from '../../office.ts';
import { abandoned } from '../abandoned.ts';
import { route, streamOutRoute, type Exchange } from '../route.ts';
import { archiveBaseName, sendArchive } from '../send-archive.ts';
import { sendEntries } from '../send-entries.ts';
import { sendBytes, sendFile } from '../send-file.ts';
import { sendPicture } from '../send-picture.ts';
import { paceFor } from '../pace-for.ts';
import { TransferSlots } from '../transfer-slots.ts';

export function peerFileRoutes(
  app: FastifyInstance,
  office: Office,
  from: (request: FastifyRequest) => string,
): void {
  const open = ({ request }: Exchange, { share }: { share: string }): FileSystem =>
    office.giving.openFor(from(request), share);
  readRoutes(app, office, from, open);

  route(app, api.createPeerFolder, ({ params, query }, exchange) =>
    open(exchange, params).createFolder(query.path),
  );
  route(app, api.offerFile, ({ params, body }, exchange) =>
    office.uploads.receiveOffer(
      from(exchange.request),
      params.share,
      body,
      abandoned(exchange.reply.raw),
    ),
  );
  route(app, api.statPeerUpload, async ({ params, query: { path, size } }, exchange) => ({
    bytes: (await open(exchange, params).arrived?.(path, size)) ?? 0,
  }));
  route(app, api.dropPeerUpload, async ({ params, query: { path, size } }, exchange) => ({
    bytes: (await open(exchange, params).arrived?.(path, size, { drop: true })) ?? 0,
  }));
  route(app, api.movePeerEntry, ({ params, body: { from: path, to, ...how } }, exchange) =>
    open(exchange, params).move(path, to, how),
  );
  route(app, api.copyPeerEntry, ({ params, body: { from: path, to, ...how } }, exchange) =>
    open(exchange, params).copy(path, to, { ...how, signal: abandoned(exchange.reply.raw) }),
  );
  route(app, api.removePeerEntry, ({ params, body: { path, ...how } }, exchange) =>
    open(exchange, params).remove(path, how),
  );
  route(app, api.setPeerModified, ({ params, body: { path, modified, ...how } }, exchange) =>
    open(exchange, params).setModified(path, modified, how),
  );
  route(app, api.getPeerSpace, ({ params }, exchange) => open(exchange, params).space());
  route(app, api.listPeerTrash, ({ params }, exchange) => open(exchange, params).trash());
  route(app, api.restorePeerTrash, ({ params, body: { id, ...how } }, exchange) =>
    open(exchange, params).restore(id, how),
  );
}

function readRoutes(
  app: FastifyInstance,
  office: Office,
  from: (request: FastifyRequest) => string,
  open: (exchange: Exchange, params: { share: string }) => FileSystem,
): void {
  route(app, api.listPeerEntries, ({ params, query }, exchange) =>
    open(exchange, params).list(query.path ?? '', query),
  );
  const listings = new TransferSlots(16);
  streamOutRoute(app, api.readPeerEntries, ({ params, query }, exchange) =>
    listings.use(from(exchange.request), () =>
      sendEntries(exchange.reply, open(exchange, params), query),
    ),
  );
  route(app, api.statPeerEntry, ({ params, query }, exchange) =>
    open(exchange, params).stat(query.path),
  );
  const slots = new TransferSlots(32);
  streamOutRoute(app, api.readPeerFile, ({ params, query }, exchange) => {
    const { request, reply } = exchange;
    const files = open(exchange, params);
    const headers = { type: contentType(query.path), pace: paceFor(office, from(request)) };
    return slots.use(from(request), () => sendFile(request, reply, files, query.path, headers));
  });
  const archives = new TransferSlots(4);
  streamOutRoute(app, api.readPeerArchive, ({ params, body }, exchange) => {
    const { request, reply } = exchange;
    const files = open(exchange, params);
    const name = archiveBaseName(body.paths, 'Archive');
    return archives.use(from(request), () =>
      sendArchive(request, reply, files, body, name, paceFor(office, from(request))),
    );
  });
  const pictures = new TransferSlots(16);
  streamOutRoute(app, api.readPeerThumbnail, ({ params, query }, { request, reply }) => {
    const { path, size } = query;
    const device = from(request);
    return pictures.use(device, async () =>
      sendPicture(
        request,
        reply,
        await office.access.thumbnailFor(device, params.share, path, size),
      ),
    );
  });
  streamOutRoute(app, api.readOffer, async ({ params }, { request, reply }) => {
    const device = from(request);
    const source = office.offers.take(device, params.offer);
    return slots.use(device, () =>
      sendBytes(request, reply, source, source.isFile ? paceFor(office, device) : undefined),
    );
  });
}
