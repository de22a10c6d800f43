/** What a Windows PC tells the doctor: one PowerShell for all of it, since each start takes a second. */
import type { FirewallFact, PrintingFact, WatchFact } from '../../../src/doctor/facts.ts';
import { displayText } from '../../../src/base/text.ts';
import { POWERSHELL, type RunCommand } from '../system-command.ts';
import type { SystemProbes } from '../system-probes.ts';
import { parseWindowsFacts, SCRIPT, type WindowsFacts } from './windows-facts.ts';

/** Several questions within this time are one. */
const FRESH_MS = 2000;

export class WindowsProbes implements SystemProbes {
  readonly #run: RunCommand;
  #asked: { at: number; facts: Promise<WindowsFacts | null> } | undefined;

  constructor(run: RunCommand) {
    this.#run = run;
  }

  async firewall(): Promise<FirewallFact | null> {
    return (await this.#facts())?.firewall ?? null;
  }

  async defaultRoutes(): Promise<string[] | null> {
    return (await this.#facts())?.defaultRoutes ?? null;
  }

  async portOwner(kind: 'tcp' | 'udp', port: number): Promise<string | null> {
    const list =
      kind === 'tcp'
        ? `Get-NetTCPConnection -LocalPort ${port} -State Listen`
        : `Get-NetUDPEndpoint -LocalPort ${port}`;
    const script = `(Get-Process -Id (${list}|Select-Object -First 1).OwningProcess).ProcessName`;
    const output = await this.#run(...POWERSHELL, script);
    return displayText(output?.stdout.split('\n')[0], 64) || null;
  }

  async spooler(): Promise<PrintingFact | null> {
    return (await this.#facts())?.spooler ?? null;
  }

  async watching(): Promise<WatchFact | null> {
    return null;
  }

  #facts(): Promise<WindowsFacts | null> {
    const now = performance.now();
    if (!this.#asked || now - this.#asked.at > FRESH_MS)
      this.#asked = {
        at: now,
        facts: this.#run(...POWERSHELL, SCRIPT).then(
          (output) => output && parseWindowsFacts(output.stdout),
        ),
      };
    return this.#asked.facts;
  }
}
