/** What the doctor looks at: collected at one moment, judged by checks that do nothing else. */
import type { NetworkAdapter } from '../model/adapter.ts';
import type { DeviceId } from '../model/id.ts';
import type { Nearby } from '../model/nearby.ts';
import type { OwnPrinter, Printer } from '../model/printer.ts';
import type { OwnShare } from '../model/share.ts';
import type { Member } from './member.ts';
import type { MulticastEcho } from './multicast-probe.ts';

/** Whether packets that others send pass this PC's firewall. */
export type Passage = 'open' | 'closed' | 'unknown';

export interface FirewallFact {
  /** Such as `ufw` or `Windows Defender Firewall`; null where there is none. */
  program: string | null;
  /** Incoming connections to the peer port. */
  tcp: Passage;
  /** Multicast DNS, UDP port 5353. */
  mdns: Passage;
  /** What was read, in words. */
  detail: string;
}

export interface PortFact {
  port: number;
  /**
   * `ours`: this agent answers there. `silent`: it should and does not. `taken`: by another
   * program, alone.
   */
  state: 'ours' | 'silent' | 'free' | 'taken' | 'unknown';
  /** The program that has it, where the system tells. */
  owner: string | null;
}

export interface DiskFact {
  freeBytes: number;
  writable: boolean;
}

export interface PrintingFact {
  /** `CUPS` or `Windows print spooler`. */
  program: string;
  answers: boolean;
  /** Printers that it has; null where it was not asked. */
  printers: number | null;
}

/** inotify(7): how many folders and programs the system watches for changes. */
export interface WatchFact {
  maxWatches: number;
  maxInstances: number;
}

/** A fact is null where it could not be looked at. */
export interface Facts {
  /** This PC's clock, in milliseconds since 1970. */
  now: number;
  /** `linux`, `darwin`, `win32`. */
  system: string;
  /** The data folder. */
  home: string;
  /** False where no agent runs for this home. */
  running: boolean;
  /** Its process is there, but does not answer. */
  hangs?: boolean;
  inWorkgroup: boolean;
  self: { id: DeviceId | null; name: string | null };
  ports: { peer: PortFact; local: PortFact; mdns: PortFact };
  adapters: readonly NetworkAdapter[] | null;
  /** Names of the adapters with a default route, the preferred one first. */
  defaultRoutes: readonly string[] | null;
  firewall: FirewallFact | null;
  echoes: readonly MulticastEcho[] | null;
  disk: DiskFact | null;
  printing: PrintingFact | null;
  /** Null also where the system has no such limit. */
  watching: WatchFact | null;
  /** Everybody of the workgroup, this PC included. */
  members: readonly Member[];
  nearby: readonly Nearby[];
  /** Of the whole workgroup. */
  printers: readonly Printer[];
  ownPrinters: readonly OwnPrinter[];
  ownShares: readonly OwnShare[];
}
