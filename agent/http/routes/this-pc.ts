/** This PC: its status, what it shares, its drives and printers, and ending the agent. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local.ts';
import type { Host } from '../../host.ts';
import { route } from '../route.ts';

export function thisPcRoutes(app: FastifyInstance, host: Host): void {
  route(app, api.getStatus, () => host.status());
  route(app, api.stopAgent, () => host.stopSoon());

  route(app, api.listOwnShares, async () => (await host.office()).shares.list());
  route(app, api.addShare, async ({ body }) => (await host.office()).shares.add(body));
  route(app, api.removeShare, async ({ params }) => (await host.office()).shares.remove(params.id));
  route(app, api.listDrives, async () => (await host.office()).drives());

  route(app, api.listOwnPrinters, async () => {
    const { printers } = await host.office();
    await printers.refreshBriefly();
    return printers.listOwn();
  });
  route(app, api.setPrinterShared, async ({ params, body }) =>
    (await host.office()).printers.setShared(params.id, body.shared),
  );
  route(app, api.addPrinter, async ({ body }) =>
    (await host.office()).printers.add(body.uri, body.name),
  );
  route(app, api.removePrinter, async ({ params }) =>
    (await host.office()).printers.remove(params.id),
  );
}
