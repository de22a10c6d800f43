/**
 * What Windows says of its adapters: `Get-NetAdapter` (module NetAdapter, MSFT_NetAdapter), asked
 * once for each set of adapters, since a PowerShell takes seconds.
 */
import type { AdapterFact, AdapterFacts, AdapterNature } from '../../../src/net/adapter-nature.ts';
import { POWERSHELL, systemCommands, type RunCommand } from '../system-command.ts';

const TIMEOUT_MS = 10_000;

const SCRIPT = [
  '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
  'Get-NetAdapter | Select-Object Name, InterfaceDescription, PhysicalMediaType, MacAddress,' +
    ' Status, Virtual, HardwareInterface | ConvertTo-Json -Compress',
].join('; ');

export class WindowsAdapterFacts implements AdapterFacts {
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
    try {
      const output = await this.#run(...POWERSHELL, SCRIPT);
      this.#facts = parseNetAdapters(output?.code === 0 ? output.stdout : '[]');
    } catch {
      this.#facts = new Map();
    }
  };
}

interface NetAdapter {
  name: string;
  description: string;
  medium: string;
  mac: string;
  up: boolean;
  virtual: boolean;
  hardware: boolean;
}

/** What the makers call their adapters, in an order in which the first that fits is right. */
const DESCRIPTIONS: readonly (readonly [AdapterNature, RegExp])[] = [
  ['direct', /Wi-?Fi Direct/i],
  ['bluetooth', /Bluetooth/i],
  [
    'machine',
    /VirtualBox|VMware Virtual|Hyper-V Virtual (Switch|Ethernet)|Loopback|Parallels|Npcap/i,
  ],
  [
    'tunnel',
    /TAP-|Wintun|WireGuard|Tailscale|ZeroTier|OpenVPN|VPN|AnyConnect|PANGP|Juniper|Check Point|SonicWALL|Tunnel|Teredo|WAN Miniport/i,
  ],
  ['cellular', /Remote NDIS|Apple Mobile Device|Mobile Broadband|WWAN/i],
  // Several cables as one, and a bridge over them.
  ['wired', /Multiplexor|MAC Bridge|Network Bridge/i],
];

/** Throws for what is no JSON. */
export function parseNetAdapters(output: string): Map<string, AdapterFact> {
  const parsed: unknown = JSON.parse(output.replace(/^\ufeff/, ''));
  const adapters = (Array.isArray(parsed) ? parsed : [parsed]).flatMap(netAdapter);
  return new Map(
    adapters.map((one) => [one.name, { nature: natureOf(one, adapters), connected: one.up }]),
  );
}

function natureOf(one: NetAdapter, all: readonly NetAdapter[]): AdapterNature | undefined {
  // Windows' own side of an external switch goes on with the hardware address of the real adapter.
  if (/Hyper-V Virtual Ethernet/i.test(one.description)) {
    const real = all.find((other) => other.hardware && !other.virtual && other.mac === one.mac);
    if (real && one.mac !== '') return natureOf(real, all);
    return /WSL/i.test(one.name) ? 'container' : 'machine';
  }
  const described = DESCRIPTIONS.find(([, pattern]) => pattern.test(one.description))?.[0];
  if (described) return described;
  if (/802\.11/.test(one.medium)) return 'wireless';
  if (/Wireless WAN/i.test(one.medium)) return 'cellular';
  if (/BlueTooth/i.test(one.medium)) return 'bluetooth';
  if (one.hardware) return 'wired';
  return one.virtual ? 'tunnel' : undefined;
}

function netAdapter(value: unknown): NetAdapter[] {
  if (typeof value !== 'object' || value === null) return [];
  const row = value as Readonly<Record<string, unknown>>;
  const said = (key: string): string => {
    const found = row[key];
    return typeof found === 'string' ? found : '';
  };
  if (said('Name') === '') return [];
  return [
    {
      name: said('Name'),
      description: said('InterfaceDescription'),
      medium: said('PhysicalMediaType'),
      mac: said('MacAddress').toUpperCase(),
      up: said('Status') === 'Up',
      virtual: row['Virtual'] === true,
      hardware: row['HardwareInterface'] === true,
    },
  ];
}
