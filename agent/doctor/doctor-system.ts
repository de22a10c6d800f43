/** Collects what the doctor wants to know of this PC, the same with and without an agent. */
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { networkInterfaces, userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { Facts, PortFact, PrintingFact } from '../../src/doctor/facts.ts';
import { probeMulticast } from '../../src/doctor/multicast-probe.ts';
import type { Adapter } from '../../src/net/adapters.ts';
import { tryDoor } from '../../src/net/bare-connection.ts';
import { MDNS_PORT } from '../../src/net/ports.ts';
import { CupsBackend } from '../../src/printing/cups-backend.ts';
import { IppClient } from '../../src/printing/ipp/client.ts';
import { trySharedPort, tryPort } from '../doors.ts';
import { systemProbes, type SystemProbes } from '../platform/system-probes.ts';
import { cupsServer } from '../printing/printing.ts';

/** RFC 6762 section 6: an answer may take 500 ms; twice that for what is lost, and some more. */
const MULTICAST_MS = 1500;
const LOOPBACK_MS = 1000;
const PRINTING_MS = 2500;
/** What hangs longer than this is not waited for. */
const PATIENCE_MS = 4000;

export interface SystemQuestion {
  home: string;
  running: boolean;
  ports: { peer: number; local: number };
  /** Those that are used. */
  adapters: readonly Adapter[];
  clock: Clock;
  probes?: SystemProbes;
}

/** What is asked once everybody had the time to answer by multicast. */
export interface Afterwards<T> {
  afterMulticast: () => Promise<T>;
}

export type SystemFacts = Pick<
  Facts,
  'defaultRoutes' | 'disk' | 'echoes' | 'firewall' | 'ports' | 'printing' | 'watching'
>;

/** Settles within about four seconds; what fails or hangs is null. */
export async function examineSystem<T>(
  question: SystemQuestion & Afterwards<T>,
): Promise<SystemFacts & { after: T | null }> {
  const { home, running, ports, adapters, clock, probes = systemProbes() } = question;
  const multicast = probeMulticast(adapters, ownAddresses(), MULTICAST_MS);
  const [after, defaultRoutes, disk, echoes, firewall, peer, local, mdns, printing, watching] =
    await Promise.all([
      orNull(
        multicast.then(() => question.afterMulticast()),
        MULTICAST_MS + PATIENCE_MS,
      ),
      orNull(probes.defaultRoutes()),
      orNull(diskOf(home)),
      orNull(multicast),
      orNull(probes.firewall(ports.peer)),
      portFact(probes, ports.peer, running),
      portFact(probes, ports.local, running, '127.0.0.1'),
      sharedPort(probes),
      orNull(printingOf(probes, clock)),
      orNull(probes.watching()),
    ]);
  return {
    after,
    defaultRoutes,
    disk,
    echoes,
    firewall,
    ports: { peer, local, mdns },
    printing,
    watching,
  };
}

function ownAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.map(({ address }) => address));
}

async function portFact(
  probes: SystemProbes,
  port: number,
  running: boolean,
  host?: string,
): Promise<PortFact> {
  if (running) {
    const answer = await tryDoor({ host: '127.0.0.1', port }, LOOPBACK_MS);
    return { port, state: answer === 'open' ? 'ours' : 'silent', owner: null };
  }
  const state = await tryPort(port, host);
  const owner = state === 'taken' ? await orNull(probes.portOwner('tcp', port)) : null;
  return { port, state, owner };
}

async function sharedPort(probes: SystemProbes): Promise<PortFact> {
  const state = await trySharedPort(MDNS_PORT);
  const owner = state === 'taken' ? await orNull(probes.portOwner('udp', MDNS_PORT)) : null;
  return { port: MDNS_PORT, state, owner };
}

/** Of the folder, or where it is not there yet, of the one that it would be made in. */
async function diskOf(home: string): Promise<Facts['disk']> {
  let folder = home;
  for (;;) {
    try {
      const { bavail, bsize } = await statfs(folder);
      const writable = await access(folder, constants.W_OK).then(
        () => true,
        () => false,
      );
      return { freeBytes: bavail * bsize, writable };
    } catch (error) {
      const parent = dirname(folder);
      if ((error as { code?: string }).code !== 'ENOENT' || parent === folder) throw error;
      folder = parent;
    }
  }
}

async function printingOf(probes: SystemProbes, clock: Clock): Promise<PrintingFact | null> {
  const server = cupsServer(process.env['CUPS_SERVER']);
  if (!server) return probes.spooler();
  const backend = new CupsBackend(new IppClient({ clock, user: userInfo().username, server }));
  try {
    const queues = await backend.list(AbortSignal.timeout(PRINTING_MS));
    return { program: 'CUPS', answers: true, printers: queues.length };
  } catch {
    return { program: 'CUPS', answers: false, printers: null };
  }
}

function orNull<T>(value: Promise<T>, patienceMs = PATIENCE_MS): Promise<T | null> {
  const { promise, resolve } = Promise.withResolvers<T | null>();
  const timer = setTimeout(() => resolve(null), patienceMs);
  value.then(resolve, () => resolve(null)).finally(() => clearTimeout(timer));
  return promise;
}
