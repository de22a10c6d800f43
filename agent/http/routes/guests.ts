/** Links for guests: their owner's side at the local door, and what a guest may ask at its own. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as guestApi from '../../../src/api/guest.ts';
import * as api from '../../../src/api/local-guests.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { GUEST_LINK_BOUNDS as bounds } from '../../../src/guests/guest-bounds.ts';
import type { GuestDesk } from '../../guests/guest-desk.ts';
import { takeKind } from '../../guests/guest-takes.ts';
import type { Visit } from '../../guests/guest-visit.ts';
import { route, streamInRoute, streamOutRoute } from '../route.ts';
import { archiveBaseName, sendArchive } from '../send-archive.ts';
import { attachment, sendFile } from '../send-file.ts';
import { TransferSlots } from '../transfer-slots.ts';

export function guestRoutes(app: FastifyInstance, desk: GuestDesk): void {
  route(app, api.listGuestLinks, () => desk.links.list());
  route(app, api.addGuestLink, ({ body }) => desk.add(body));
  route(app, api.renewGuestLink, ({ params }) => desk.renew(params.id));
  route(app, api.endGuestLink, ({ params }) => desk.links.end(params.id));
}

/** `visitOf`: what the secret in the address of a request opens. */
export function visitorRoutes(
  app: FastifyInstance,
  desk: GuestDesk,
  visitOf: (request: FastifyRequest) => Visit,
): void {
  const uploads = new TransferSlots(bounds.uploads);
  const downloads = new TransferSlots(bounds.downloads);
  route(app, guestApi.viewGuestLink, (_input, { request }) => desk.view(visitOf(request)));
  route(app, guestApi.getGuestJob, ({ params }, { request }) =>
    desk.job(visitOf(request), params.job),
  );
  streamInRoute(app, guestApi.printAsGuest, ({ query }, body, { request }) => {
    const visit = visitOf(request);
    const size = lengthOf(request, bounds.documentBytes);
    return uploads.use(visit.link.id, () => desk.print(visit, query, size, body));
  });
  streamInRoute(app, guestApi.dropAsGuest, ({ query }, body, { request }) => {
    const visit = visitOf(request);
    const size = lengthOf(request, bounds.fileBytes);
    return uploads.use(visit.link.id, () => desk.drop(visit, query.name, size, body));
  });
  streamOutRoute(app, guestApi.takeAsGuest, ({ params }, { request, reply }) => {
    const visit = visitOf(request);
    const index = Number(params.item);
    const { files, path, item } = desk.take(visit, index);
    const end = (): void => void reply.raw.destroy();
    visit.ended.addEventListener('abort', end, { once: true });
    reply.raw.once('close', () => visit.ended.removeEventListener('abort', end));
    return downloads.use(visit.link.id, async () => {
      desk.took(visit, index, takeKind(request.method, request.headers.range));
      if (item.kind === 'folder') {
        const order = { paths: await topOf(files), format: 'zip' as const };
        return sendArchive(request, reply, files, order, archiveBaseName(['x', 'y'], item.name));
      }
      return sendFile(request, reply, files, path, {
        type: 'application/octet-stream',
        disposition: attachment(item.name),
      });
    });
  });
}

/** What stands directly in a folder, as far as one archive takes it. */
async function topOf(files: {
  list(path: string, options: { limit: number }): Promise<{ entries: { name: string }[] }>;
}): Promise<string[]> {
  const { entries } = await files.list('', { limit: 500 });
  if (entries.length === 0) throw new HallwayError('path.not_found', 'This folder is empty.');
  return entries.map(({ name }) => name);
}

/** Of a body, which must be told beforehand: a browser does. */
function lengthOf({ headers }: FastifyRequest, most: number): number {
  const text = headers['content-length'];
  if (text === undefined || !/^\d{1,15}$/.test(text))
    throw new HallwayError('request.invalid', 'The length of the file must be told.');
  const size = Number(text);
  if (size > most)
    throw new HallwayError('request.too_large', 'This file is larger than this link takes.');
  return size;
}
