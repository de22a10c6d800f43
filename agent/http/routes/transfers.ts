/** What this PC gets in pieces: the local door. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local-transfers.ts';
import { lastSegment } from '../../../src/base/safe-path.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { freePlace } from '../../../src/transfer/sending/receipt-run.ts';
import { actOnAll } from '../../files/all-transfers.ts';
import { downloadsFolder } from '../../platform/downloads-folder.ts';
import type { Reception } from '../../members/reception.ts';
import { route, streamOutRoute } from '../route.ts';
import { followFolder } from '../follow-folder.ts';
import { sendLines } from '../send-lines.ts';

/** Where a file goes of which nobody said where; two that come at once get two names. */
function downloadPlace(path: string, coming: readonly Transfer[]): Promise<string> {
  const targets = new Set(
    coming.filter(({ state }) => state !== 'done').map(({ target }) => target),
  );
  return freePlace(downloadsFolder(), lastSegment(path), (one) => targets.has(one));
}

export function transferRoutes(app: FastifyInstance, reception: Reception): void {
  const transfers = async () => (await reception.office()).transfers;
  route(app, api.listTransfers, async () => (await transfers()).list());
  route(app, api.startTransfer, async ({ body }) => {
    const desk = await transfers();
    const { target = await downloadPlace(body.path, desk.list()), ...file } = body;
    return desk.begin({ ...file, target });
  });
  route(app, api.actOnTransfer, async ({ params, body }) =>
    (await transfers()).act(params.id, body.action),
  );
  route(app, api.actOnAllTransfers, async ({ body }) => ({
    transfers: await actOnAll(await reception.office(), body.action),
  }));
  const manners = async () => (await reception.office()).manners;
  route(app, api.getTransferLimits, async () => (await manners()).view());
  route(app, api.setTransferLimits, async ({ body }) => (await manners()).change(body));
  streamOutRoute(app, api.followFolderTransfer, async ({ body }, { reply }) =>
    followFolder(reply, await reception.office(), body),
  );
  streamOutRoute(app, api.followTransfer, async ({ body }, { reply }) => {
    const desk = await transfers();
    const { id } = await desk.begin(body, { attended: true });
    return sendLines(reply, async (tell, signal) => {
      const stop = (): void => void desk.act(id, 'pause').catch(() => {});
      signal.addEventListener('abort', stop, { once: true });
      // Whoever asked knows it by name, however soon it ends.
      tell({ progress: desk.get(id) });
      const forget = desk.on('changed', () => {
        // It may have been taken from the list just now.
        const now = desk.list().find((transfer) => transfer.id === id);
        if (now) tell({ progress: now });
      });
      try {
        return { done: await desk.ended(id) };
      } finally {
        forget();
        signal.removeEventListener('abort', stop);
      }
    });
  });
}
