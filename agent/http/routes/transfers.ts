/** What this PC gets in pieces: the local door. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local-transfers.ts';
import type { Reception } from '../../reception.ts';
import { route, streamOutRoute } from '../route.ts';
import { sendLines } from '../send-lines.ts';

export function transferRoutes(app: FastifyInstance, reception: Reception): void {
  const transfers = async () => (await reception.office()).transfers;
  route(app, api.listTransfers, async () => (await transfers()).list());
  route(app, api.startTransfer, async ({ body }) => (await transfers()).begin(body));
  route(app, api.actOnTransfer, async ({ params, body }) =>
    (await transfers()).act(params.id, body.action),
  );
  streamOutRoute(app, api.followTransfer, async ({ body }, { reply }) => {
    const desk = await transfers();
    const { id } = await desk.begin(body, { attended: true });
    return sendLines(reply, async (tell, signal) => {
      const stop = (): void => void desk.act(id, 'pause').catch(() => {});
      signal.addEventListener('abort', stop, { once: true });
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
