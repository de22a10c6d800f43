/**
 * Takes off this PC what Hallway put into the system for one person: mounts of shares, printers of
 * the print system, the autostart; on wish its data. The command line uses it, without the agent.
 */
import { existsSync, rmSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { getMount, leaveWorkgroup, listShares } from '../../src/api/local.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import { InstalledStore } from '../../src/printing/installed-store.ts';
import { openDatabase } from '../../src/store/database.ts';
import { endAgent } from '../cli/commands/start.ts';
import { LocalClient } from '../cli/local-client.ts';
import { unmount } from '../platform/mounts.ts';
import { systemAutostart } from '../platform/startup/autostart.ts';
import { UserService } from '../platform/startup/user-service.ts';
import { systemPrinters } from '../platform/system-printers.ts';
import { cupsServer } from '../printing/printing.ts';
import { systemClock } from '../system-clock.ts';

export interface LeaveOptions {
  home: string;
  removeData: boolean;
  env: Readonly<Record<string, string | undefined>>;
}

export interface Left {
  /** Queues of the print system that were removed. */
  printers: string[];
  dataRemoved: boolean;
  /** What could not be taken away, in words. */
  troubles: string[];
}

export async function leavePc({ home, removeData, env }: LeaveOptions): Promise<Left> {
  const troubles: string[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T> | T): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      troubles.push(`${what}: ${asHallwayError(error).message}`);
      return undefined;
    }
  };
  await attempt('The agent could not be ended', () => leaveAndEnd(home, removeData));
  const service = new UserService();
  if (await service.isThere())
    await attempt('The service could not be switched off', async () => {
      await service.stop();
      if (await service.startsWithPc()) await service.setStartsWithPc(false);
    });
  const printers = await attempt('Printers could not be removed', () => removePrinters(home));
  // An entry of the person's own goes; that of the package goes with it.
  await attempt('The autostart could not be removed', () => forgetAutostart(home, env));
  const dataRemoved =
    removeData && (await attempt('Data could not be removed', () => wipe(home, env)));
  return { printers: printers ?? [], dataRemoved: dataRemoved === true, troubles };
}

/** While the agent still answers: it knows what may be mounted, and whom to tell goodbye. */
async function leaveAndEnd(home: string, forGood: boolean): Promise<void> {
  let client: LocalClient;
  try {
    client = new LocalClient(home);
  } catch (error) {
    if (error instanceof HallwayError && error.code === 'agent.not_running') return;
    throw error;
  }
  try {
    for (const { device, id } of await client.call(listShares, {}))
      try {
        await unmount(await client.call(getMount, { params: { device, share: id } }));
      } catch {
        // What this system does not mount for a person was not mounted by Hallway.
      }
    if (forGood) await client.call(leaveWorkgroup, {}).catch(() => {});
  } catch (error) {
    // Without a workgroup there are no shares.
    if (!(error instanceof HallwayError)) throw error;
  } finally {
    client.close();
  }
  await endAgent(home);
}

async function removePrinters(home: string): Promise<string[]> {
  const file = join(home, 'hallway.db');
  if (!existsSync(file)) return [];
  const database = openDatabase(file);
  const removed: string[] = [];
  try {
    const store = new InstalledStore(database);
    const rows = store.all();
    if (rows.length === 0) return [];
    const server = cupsServer(process.env['CUPS_SERVER']);
    const system = systemPrinters(systemClock, server, userInfo().username);
    const { queues = [] } = (await system?.list()) ?? {};
    for (const row of rows) {
      // Somebody may have made another printer of that name since.
      if (queues.some(({ name, uri }) => name === row.queue && uri === row.uri))
        await system?.remove(row.queue);
      store.remove(row);
      removed.push(row.queue);
    }
  } finally {
    database.close();
  }
  return removed;
}

function forgetAutostart(home: string, env: LeaveOptions['env']): void {
  systemAutostart(home, env, process.platform)?.forget();
}

function wipe(home: string, env: LeaveOptions['env']): boolean {
  rmSync(home, { recursive: true, force: true });
  const cache = env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  if (process.platform === 'linux')
    rmSync(join(cache, 'hallway'), { recursive: true, force: true });
  return true;
}
