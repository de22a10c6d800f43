/** What macOS says of its adapters: `networksetup -listallhardwareports` (networksetup(8)). */
import type { AdapterFact, AdapterFacts, AdapterNature } from '../../../src/net/adapter-nature.ts';
import { commandOutput } from '../command-output.ts';

const TIMEOUT_MS = 4000;

export class MacAdapterFacts implements AdapterFacts {
  readonly #run: typeof commandOutput;
  #facts: ReadonlyMap<string, AdapterFact> = new Map();

  constructor(run = commandOutput) {
    this.#run = run;
  }

  all(): ReadonlyMap<string, AdapterFact> {
    return this.#facts;
  }

  /** Where it fails the names decide. */
  readonly refresh = async (): Promise<void> => {
    try {
      const args = ['-listallhardwareports'];
      this.#facts = parseHardwarePorts(await this.#run('/usr/sbin/networksetup', args, TIMEOUT_MS));
    } catch {
      this.#facts = new Map();
    }
  };
}

/** Blocks of `Hardware Port:` and `Device:` lines. Tunnels and Apple's own links are not among them. */
export function parseHardwarePorts(output: string): Map<string, AdapterFact> {
  const facts = new Map<string, AdapterFact>();
  for (const block of output.split(/\r?\n\s*\r?\n/)) {
    const port = /^Hardware Port: (.+)$/m.exec(block)?.[1]?.trim();
    const device = /^Device: (\S+)\s*$/m.exec(block)?.[1];
    if (port !== undefined && device !== undefined)
      facts.set(device, { nature: natureOfPort(port), connected: true });
  }
  return facts;
}

function natureOfPort(port: string): AdapterNature {
  if (/wi-?fi|airport/i.test(port)) return 'wireless';
  if (/bluetooth/i.test(port)) return 'bluetooth';
  if (/iphone|ipad|modem|wwan/i.test(port)) return 'cellular';
  return 'wired';
}
