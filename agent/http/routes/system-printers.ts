/** Printers of the workgroup in this system, and this PC's printers on the LAN. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local.ts';
import type { OutwardPrinting } from '../../printing/outward-printing.ts';
import type { Reception } from '../../members/reception.ts';
import { route } from '../route.ts';

export function systemPrinterRoutes(
  app: FastifyInstance,
  reception: Reception,
  { installed, lan }: OutwardPrinting,
): void {
  route(app, api.installPrinter, ({ params }) => installed.install(params.device, params.printer));
  route(app, api.uninstallPrinter, ({ params }) =>
    installed.uninstall(params.device, params.printer),
  );
  route(app, api.listInstalledPrinters, async () => {
    await installed.refresh();
    return installed.list();
  });
  route(app, api.setPrinterOpened, async ({ params, body }) => {
    const { printers } = await reception.office();
    const own = printers.setOpened(params.id, body.opened);
    // The doors stand, or are shut, when the answer comes.
    await lan.refresh();
    return own;
  });
  route(app, api.getLanPrinting, () => lan.facts());
}
