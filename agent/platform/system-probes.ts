/** What the doctor asks the operating system, and who answers on this one. */
import type { FirewallFact, PrintingFact, WatchFact } from '../../src/doctor/facts.ts';
import { LinuxProbes } from './linux/linux-probes.ts';
import { MacProbes } from './macos/mac-probes.ts';
import { systemCommands } from './system-command.ts';
import { WindowsProbes } from './windows/windows-probes.ts';

/** Null where it could not be looked at, or does not exist on this system. Nothing here rejects. */
export interface SystemProbes {
  firewall(tcpPort: number): Promise<FirewallFact | null>;
  /** Names of the adapters with a default route, the preferred one first. */
  defaultRoutes(): Promise<string[] | null>;
  /** Name of the program that has the port. */
  portOwner(kind: 'tcp' | 'udp', port: number): Promise<string | null>;
  /** Null where CUPS prints, which is asked over IPP. */
  spooler(): Promise<PrintingFact | null>;
  watching(): Promise<WatchFact | null>;
}

/** What the doctor waits for one program. */
const TIMEOUT_MS = 3500;

export function systemProbes(system: string = process.platform): SystemProbes {
  const runCommand = systemCommands(TIMEOUT_MS);
  if (system === 'win32') return new WindowsProbes(runCommand);
  if (system === 'darwin') return new MacProbes(runCommand);
  return new LinuxProbes(runCommand);
}
