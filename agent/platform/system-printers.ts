/** The print system of this PC, and who may change it. */
import type { Clock } from '../../src/base/clock.ts';
import { IppClient } from '../../src/printing/ipp/client.ts';
import type { ServerAddress } from '../../src/printing/ipp/address.ts';
import type { SystemPrinters } from '../../src/printing/system-printers.ts';
import { CupsPrinters } from './cups/cups-printers.ts';
import { linuxCupsAdmin } from './linux/cups-admin.ts';
import { macCupsAdmin } from './macos/cups-admin.ts';
import { systemCommands } from './system-command.ts';
import { WindowsPrinters } from './windows/ipp-printers.ts';

/** A person may have to look for a password. */
const TIMEOUT_MS = 120_000;

/** `server`: where CUPS answers; undefined where there is none. `user`: whose program this is. */
export function systemPrinters(
  clock: Clock,
  server: ServerAddress | undefined,
  user: string,
): SystemPrinters | undefined {
  const run = systemCommands(TIMEOUT_MS);
  if (process.platform === 'win32') return new WindowsPrinters(run);
  if (!server) return undefined;
  // By its socket CUPS knows whose program asks (cupsd.conf(5), PeerCred).
  const authorization = 'socketPath' in server ? `PeerCred ${user}` : undefined;
  const client = new IppClient({ clock, user, server, authorization });
  if (process.platform === 'darwin') return new CupsPrinters(client, macCupsAdmin(run));
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const desktop = !!(DISPLAY ?? WAYLAND_DISPLAY);
  return new CupsPrinters(client, linuxCupsAdmin({ client, run, desktop, clock }));
}
