/** What macOS says of its adapters: `networksetup -listallhardwareports` (networksetup(8)). */
import type { AdapterFact, AdapterFacts, AdapterNature } from '../../../src/net/adapter-nature.ts';
import { systemCommands, type RunCommand } from '../system-command.ts';

const TIMEOUT_MS = 4000;

export class MacAdapterFacts implements AdapterFacts {
  readonly #run: RunCommand;
  #facts: ReadonlyMap<string, AdapterFact> = new Map();

  constructor(run = systemCommands(TIMEOUT_MS)) {
    this.#run = run;
  }

  all(): ReadonlyMap<string, AdapterFact> {
    return this.#facts;
  }

  /** Where it fails the names decide. */
  readonly refresh = async (): Promise<void> => {
    const output = await this.#run('/usr/sbin/networksetup', '-listallhardwareports');
    this.#facts = parseHardwarePorts(output?.code === 0 ? output.stdout : '');
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
