/** What a Mac tells the doctor. */
import type { FirewallFact, PrintingFact, WatchFact } from '../../../src/doctor/facts.ts';
import { displayText } from '../../../src/base/text.ts';
import type { RunCommand } from '../system-command.ts';
import type { SystemProbes } from '../system-probes.ts';
import { parseApplicationFirewall, parseLsof, parseNetstatRoutes } from './application-firewall.ts';

const SOCKETFILTERFW = '/usr/libexec/ApplicationFirewall/socketfilterfw';

export class MacProbes implements SystemProbes {
  readonly #run: RunCommand;

  constructor(run: RunCommand) {
    this.#run = run;
  }

  async firewall(): Promise<FirewallFact | null> {
    const [state, blockAll] = await Promise.all([
      this.#run(SOCKETFILTERFW, '--getglobalstate'),
      this.#run(SOCKETFILTERFW, '--getblockall'),
    ]);
    return state && parseApplicationFirewall(`${state.stdout}\n${blockAll?.stdout ?? ''}`);
  }

  async defaultRoutes(): Promise<string[] | null> {
    const output = await this.#run('netstat', '-rn', '-f', 'inet');
    return output?.code === 0 ? parseNetstatRoutes(output.stdout) : null;
  }

  async portOwner(kind: 'tcp' | 'udp', port: number): Promise<string | null> {
    const listening = kind === 'tcp' ? ['-sTCP:LISTEN'] : [];
    const args = ['-nP', `-i${kind.toUpperCase()}:${port}`, ...listening, '-F', 'c'];
    const output = await this.#run('lsof', ...args);
    return output && (displayText(parseLsof(output.stdout) ?? '', 64) || null);
  }

  async spooler(): Promise<PrintingFact | null> {
    return null;
  }

  async watching(): Promise<WatchFact | null> {
    return null;
  }
}
