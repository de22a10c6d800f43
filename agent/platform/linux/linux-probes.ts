/** What a Linux system tells the doctor. */
import type { FirewallFact, PrintingFact, WatchFact } from '../../../src/doctor/facts.ts';
import { displayText } from '../../../src/base/text.ts';
import type { RunCommand } from '../system-command.ts';
import type { SystemProbes } from '../system-probes.ts';
import { linuxFirewall } from './firewall.ts';
import { parseRoutes, parseSockets } from './proc.ts';
import { linkTarget, namesIn, readText } from './system-files.ts';

const INOTIFY = '/proc/sys/fs/inotify';
/** Open files looked through at most, to find a socket's program. */
const MAX_FILES = 50_000;

export class LinuxProbes implements SystemProbes {
  readonly #run: RunCommand;

  constructor(run: RunCommand) {
    this.#run = run;
  }

  firewall(tcpPort: number): Promise<FirewallFact | null> {
    return linuxFirewall(this.#run, tcpPort, readText);
  }

  async defaultRoutes(): Promise<string[] | null> {
    const text = readText('/proc/net/route');
    return text === null ? null : parseRoutes(text);
  }

  async portOwner(kind: 'tcp' | 'udp', port: number): Promise<string | null> {
    const inodes = [kind, `${kind}6`].flatMap((name) =>
      parseSockets(readText(`/proc/net/${name}`) ?? '', port, kind === 'tcp'),
    );
    return inodes.length === 0 ? null : ownerOf(new Set(inodes.map((one) => `socket:[${one}]`)));
  }

  async spooler(): Promise<PrintingFact | null> {
    return null;
  }

  async watching(): Promise<WatchFact | null> {
    const maxWatches = Number(readText(`${INOTIFY}/max_user_watches`) ?? Number.NaN);
    const maxInstances = Number(readText(`${INOTIFY}/max_user_instances`) ?? Number.NaN);
    if (!Number.isFinite(maxWatches) || !Number.isFinite(maxInstances)) return null;
    return { maxWatches, maxInstances };
  }
}

/** Name of the process that holds one of these sockets, as far as this person may look. */
function ownerOf(sockets: ReadonlySet<string>): string | null {
  let budget = MAX_FILES;
  for (const pid of namesIn('/proc').filter((name) => /^\d+$/.test(name)))
    for (const file of namesIn(`/proc/${pid}/fd`)) {
      if ((budget -= 1) < 0) return null;
      if (!sockets.has(linkTarget(`/proc/${pid}/fd/${file}`))) continue;
      return displayText(readText(`/proc/${pid}/comm`) ?? '', 64) || null;
    }
  return null;
}
