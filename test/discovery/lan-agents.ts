/** Starts discovery on the PCs of a lab and waits for what it tells. */
import { fileURLToPath } from 'node:url';
import type { Lab } from '../lan/lab.ts';
import type { PcProcess } from '../lan/pc.ts';

const SCRIPT = fileURLToPath(new URL('lan-agent.ts', import.meta.url));

export interface Told {
  /** Milliseconds since 1970. */
  at: number;
  event: string;
  letter?: string;
  addresses?: { host: string; port: number }[];
  state?: string;
  pairing?: string | null;
  name?: string | null;
  now?: string;
  heard?: { device: string; agoMs: number }[];
  nearby?: { kind: string; name: string; port: number; device: string | null }[];
  delayMs?: number;
  user?: number;
  system?: number;
}

export class LanAgent {
  readonly letter: string;
  readonly process: PcProcess;

  constructor(lab: Lab, pc: number, letter: string, printers = 1) {
    this.letter = letter;
    const argv = [process.execPath, SCRIPT, letter, String(4000 + pc), String(printers)];
    this.process = lab.pc(pc).spawn(argv);
  }

  /** The first event that fits, also among those told already. */
  async told(fits: (told: Told) => boolean, timeoutMs = 5000): Promise<Told> {
    const parse = (line: string): Told => JSON.parse(line) as Told;
    return parse(await this.process.waitForLine((line) => fits(parse(line)), timeoutMs));
  }

  hears(letter: string, timeoutMs?: number): Promise<Told> {
    return this.told((told) => told.event === 'agent' && told.letter === letter, timeoutMs);
  }

  /** Sends a command; with `answer` waits for an event of that name told from now on. */
  async ask(command: string, answer: string, details: object = {}): Promise<Told> {
    const since = Date.now();
    this.tell(command, details);
    return this.told(({ event, at }) => event === answer && at >= since);
  }

  tell(command: string, details: object = {}): void {
    this.process.write(JSON.stringify({ command, ...details }));
  }

  events(name: string): Told[] {
    const all = this.process.lines.map((line) => JSON.parse(line) as Told);
    return all.filter(({ event }) => event === name);
  }

  /** Ends it without a goodbye. */
  kill(): Promise<void> {
    return this.process.kill('SIGKILL');
  }
}

/** Everybody hears everybody else. */
export async function allMeet(agents: readonly LanAgent[], timeoutMs?: number): Promise<Told[]> {
  const pairs = agents.flatMap((one) =>
    agents.filter((o) => o !== one).map((o) => [one, o] as const),
  );
  return Promise.all(pairs.map(([one, other]) => one.hears(other.letter, timeoutMs)));
}
