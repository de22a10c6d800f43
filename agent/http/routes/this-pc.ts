/** This PC: its status, what it shares, its drives and printers, and ending the agent. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local.ts';
import { openImage } from '../../../src/shares/images/open-image.ts';
import type { Reception } from '../../members/reception.ts';
import { route } from '../route.ts';

export function thisPcRoutes(app: FastifyInstance, reception: Reception): void {
  route(app, api.getStatus, () => reception.status());
  route(app, api.stopAgent, () => reception.stopSoon());

  route(app, api.listOwnShares, async () => (await reception.office()).shares.list());
  route(app, api.addShare, async ({ body }) => (await reception.office()).shares.add(body));
  route(app, api.changeShare, async ({ params, body }) =>
    (await reception.office()).shares.change(params.id, body),
  );
  route(app, api.removeShare, async ({ params }) =>
    (await reception.office()).shares.remove(params.id),
  );
  route(app, api.listDrives, async () => (await reception.office()).drives.list());
  route(app, api.offerDrive, async ({ body }) => (await reception.office()).drives.decide(body));
  route(app, api.ejectDrive, async ({ body }) =>
    (await reception.office()).drives.eject(body.id, body.force ?? false),
  );
  route(app, api.openImage, async ({ body }) => openImage((await reception.office()).shares, body));

  route(app, api.listOwnPrinters, async () => {
    const { printers } = await reception.office();
    await printers.refreshBriefly();
    return printers.listOwn();
  });
  route(app, api.setPrinterShared, async ({ params, body }) =>
    (await reception.office()).printers.setShared(params.id, body.shared),
  );
  route(app, api.addPrinter, async ({ body }) =>
    (await reception.office()).printers.add(body.uri, body.name),
  );
  route(app, api.removePrinter, async ({ params }) =>
    (await reception.office()).printers.remove(params.id),
  );
}
