/** The local door: printers of the workgroup in this PC's system, and this PC's printers on the LAN. */
import * as Type from 'typebox';
import { DeviceId, ResourceId } from '../model/id.ts';
import { InstalledPrinter } from '../model/installed-printer.ts';
import { LanPrinting } from '../model/lan-printing.ts';
import { OwnPrinter } from '../model/printer.ts';
import { endpoint } from './endpoint.ts';

const base = '/api/v1';
const params = Type.Object({ device: DeviceId, printer: ResourceId });

/** Waits until the system knows what the printer can do, for half a minute at most. */
export const installPrinter = endpoint({
  method: 'POST',
  path: `${base}/printers/:device/:printer/install`,
  summary: 'Make a printer of the workgroup a printer of this system, for every program.',
  params,
  answer: InstalledPrinter,
});

/** Also for a printer that is no longer in the workgroup. */
export const uninstallPrinter = endpoint({
  method: 'DELETE',
  path: `${base}/printers/:device/:printer/install`,
  summary: 'Remove from this system what installing it made.',
  params,
});

export const listInstalledPrinters = endpoint({
  method: 'GET',
  path: `${base}/installed-printers`,
  summary: 'Printers of the workgroup that were made printers of this system, asked anew.',
  answer: Type.Array(InstalledPrinter),
});

export const setPrinterOpened = endpoint({
  method: 'POST',
  path: `${base}/own/printers/:id/opened`,
  summary: "Open one of this PC's printers to every device of the LAN, or close it again.",
  params: Type.Object({ id: ResourceId }),
  body: Type.Object({ opened: Type.Boolean() }),
  answer: OwnPrinter,
});

export const getLanPrinting = endpoint({
  method: 'GET',
  path: `${base}/lan-printing`,
  summary: 'Which printers of this PC the LAN may use, and where: for printing from a phone.',
  answer: LanPrinting,
});
