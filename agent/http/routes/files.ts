/** Files of every share of the workgroup, this PC's own included. */
import { lastSegment } from '../../../src/base/safe-path.ts';
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local.ts';
import { carry } from '../../../src/shares/carry.ts';
import { contentType } from '../../../src/shares/content-type.ts';
import type { FileSystem } from '../../../src/shares/file-system.ts';
import type { Reception } from '../../members/reception.ts';
import { abandoned } from '../abandoned.ts';
import type { ContentServer } from '../content-server.ts';
import { mediaRoutes } from './media.ts';
import { sendEntries } from '../send-entries.ts';
import { sendLines } from '../send-lines.ts';
import { route, streamInRoute, streamOutRoute } from '../route.ts';
import { archiveBaseName, sendArchive } from '../send-archive.ts';
import { attachment, sendFile } from '../send-file.ts';
import { sendPicture } from '../send-picture.ts';

/** Shown in the page when asked for inline; everything else is only ever downloaded. */
const SHOWN =
  /^(image\/(png|jpeg|gif|webp|avif|bmp|svg\+xml)|video\/|audio\/|text\/plain|application\/pdf$)/;

export function fileRoutes(
  app: FastifyInstance,
  reception: Reception,
  content: ContentServer,
): void {
  const open: Open = async (params) =>
    (await reception.office()).access.open(params.device, params.share);

  route(app, api.listShares, async () => reception.shares(await reception.office()));
  route(app, api.listEntries, async ({ params, query }) =>
    (await open(params)).list(query.path ?? '', query),
  );
  streamOutRoute(app, api.readEntries, async ({ params, query }, { reply }) =>
    sendEntries(reply, await open(params), query),
  );
  route(app, api.statEntry, async ({ params, query }) => (await open(params)).stat(query.path));
  streamOutRoute(app, api.readFile, async ({ params, query }, { request, reply }) =>
    sendFile(request, reply, await open(params), query.path, {
      type: contentType(query.path),
      disposition: attachment(baseName(query.path)),
    }),
  );
  streamOutRoute(app, api.readThumbnail, async ({ params, query }, { request, reply }) => {
    const { path, size = 'small' } = query;
    const { access } = await reception.office();
    const picture = await access.thumbnail(params, path, size, abandoned(reply.raw));
    return picture ? sendPicture(request, reply, picture) : reply.code(204).send();
  });
  streamInRoute(app, api.writeFile, async ({ params, query }, body) => {
    const { headers } = body;
    const { path, from, prefix, ...how } = query;
    const length = Number(headers['content-length'] ?? NaN);
    return (await open(params)).write(path, body, {
      ...how,
      resume: from === undefined ? undefined : { from, prefix },
      size: Number.isSafeInteger(length) ? length : undefined,
      ifMatch: how.ifMatch ?? headers['if-match'],
      ifNoneMatch: how.ifNoneMatch ?? (headers['if-none-match'] === '*' ? '*' : undefined),
    });
  });
  route(app, api.statUpload, async ({ params, query: { path, size } }) => ({
    bytes: (await (await open(params)).arrived?.(path, size)) ?? 0,
  }));
  route(app, api.dropUpload, async ({ params, query: { path, size } }) => ({
    bytes: (await (await open(params)).arrived?.(path, size, { drop: true })) ?? 0,
  }));
  route(app, api.createFolder, async ({ params, query }) =>
    (await open(params)).createFolder(query.path),
  );
  mediaRoutes(app, reception, content);
  changeRoutes(app, open);
  archiveRoutes(app, open, content);
  route(app, api.createContentAddress, async ({ params, query }) => {
    const files = await open(params);
    await files.stat(query.path);
    const type = contentType(query.path);
    const inline = query.inline === true && SHOWN.test(type);
    const name = baseName(query.path);
    return content.mint(name, async (request, reply) =>
      sendFile(request, reply, await open(params), query.path, {
        type,
        disposition: inline ? undefined : attachment(name),
      }),
    );
  });
}

function archiveRoutes(app: FastifyInstance, open: Open, content: ContentServer): void {
  const nameOf = (paths: readonly string[]): string => archiveBaseName(paths, 'Archive');
  streamOutRoute(app, api.readArchive, async ({ params, body }, { request, reply }) =>
    sendArchive(request, reply, await open(params), body, nameOf(body.paths)),
  );
  route(app, api.createArchiveAddress, async ({ params, body: { name, ...order } }) => {
    const files = await open(params);
    await Promise.all(order.paths.map((path) => files.stat(path)));
    const called = name ?? nameOf(order.paths);
    return content.mint(`${called}.${order.format}`, async (request, reply) =>
      sendArchive(request, reply, await open(params), order, called),
    );
  });
}

type Open = (params: { device: string; share: string }) => Promise<FileSystem>;

function changeRoutes(app: FastifyInstance, open: Open): void {
  route(app, api.moveEntry, async ({ params, body: { from, to, ...how } }) =>
    (await open(params)).move(from, to, how),
  );
  route(app, api.copyEntry, async ({ params, body: { from, to, ...how } }, exchange) =>
    (await open(params)).copy(from, to, { ...how, signal: abandoned(exchange.reply.raw) }),
  );
  streamOutRoute(app, api.carryEntry, async ({ params, body }, { reply }) => {
    const { from: path, to, move = false, replace = false } = body;
    const source = { files: await open(params), path };
    const target = { files: await open(to), path: to.path };
    return sendLines(reply, async (tell, signal) => ({
      done: await carry(source, target, {
        move,
        replace,
        signal,
        onProgress: (progress) => tell({ progress }),
      }),
    }));
  });
  route(app, api.removeEntry, async ({ params, body: { path, ...how } }) =>
    (await open(params)).remove(path, how),
  );
  route(app, api.getSpace, async ({ params }) => (await open(params)).space());
  route(app, api.listTrash, async ({ params }) => (await open(params)).trash());
  route(app, api.restoreTrash, async ({ params, body: { id, ...how } }) =>
    (await open(params)).restore(id, how),
  );
  route(app, api.emptyTrash, async ({ params, body }) => (await open(params)).emptyTrash(body.ids));
}

function baseName(path: string): string {
  return lastSegment(path) || 'file';
}
