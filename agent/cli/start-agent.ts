/** What the command line needs of the agent itself. */
import type { World } from '../../src/internet/world.ts';

export interface AgentOptions {
  /** Absolute path of the data folder; it is made if missing. */
  home: string;
  /** Name of this PC; kept from then on. Absent: the last one, else the machine's. */
  name?: string | undefined;
  /** 0 picks a free port; absent: the usual one. */
  peerPort?: number | undefined;
  localPort?: number | undefined;
  /** Of the loopback printers; absent: the last one if it is free. */
  ippPort?: number | undefined;
  /** Of WebDAV on loopback; absent: the last one if it is free. */
  davPort?: number | undefined;
  /** False: neither icon nor notifications on this PC's desktop. */
  tray?: boolean | undefined;
  /** The internet, where it is another one than the real. No argument leads here. */
  world?: World | undefined;
}

export interface RunningAgent {
  /** `http://127.0.0.1:PORT` of the local door. */
  url: string;
  /** Says goodbye and ends; safe to call twice. */
  stop(): Promise<void>;
  /** Resolves when the agent ended, by `stop` or through its API; rejects if a fault ended it. */
  stopped: Promise<void>;
}

export type StartAgent = (options: AgentOptions) => Promise<RunningAgent>;
