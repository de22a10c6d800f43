/**
 * What one PowerShell script tells about a Windows PC, as JSON: its words are the same in every
 * language of the system, unlike those of netsh.
 */
import type { FirewallFact, Passage, PrintingFact } from '../../../src/doctor/facts.ts';
import { displayText } from '../../../src/base/text.ts';

export interface WindowsFacts {
  firewall: FirewallFact;
  defaultRoutes: string[];
  spooler: PrintingFact;
}

const QUESTIONS = [
  'profiles=@(Get-NetFirewallProfile -PolicyStore ActiveStore|%{@{name=$_.Name;enabled=[int]$_.Enabled;inbound=[int]$_.DefaultInboundAction;rules=[int]$_.AllowInboundRules}})',
  'networks=@(Get-NetConnectionProfile|%{@{adapter=$_.InterfaceAlias;category=[int]$_.NetworkCategory}})',
  "rules=@(Get-NetFirewallRule -DisplayName 'Hallway*' -Direction Inbound|%{@{enabled=[int]$_.Enabled;action=[int]$_.Action;profiles=[int]$_.Profile}})",
  'routes=@(Get-NetRoute -DestinationPrefix 0.0.0.0/0|Sort-Object {$_.RouteMetric+$_.InterfaceMetric}|%{$_.InterfaceAlias})',
  'spooler=[int](Get-Service Spooler).Status',
];

/** Numbers stand for what PowerShell would say in words. */
export const SCRIPT = [
  "$ErrorActionPreference='SilentlyContinue'",
  '[Console]::OutputEncoding=[Text.Encoding]::UTF8',
  `@{${QUESTIONS.join(';')}}|ConvertTo-Json -Depth 4 -Compress`,
].join(';');

/** `NET_CONNECTION_PROFILE` NetworkCategory. */
const CATEGORIES = ['Public', 'Private', 'DomainAuthenticated'] as const;
/** Bits of a rule's profiles: Domain 1, Private 2, Public 4; 0 is any. */
const PROFILE_BITS = { Public: 4, Private: 2, DomainAuthenticated: 1 } as const;
const PROFILE_NAMES = {
  Public: 'Public',
  Private: 'Private',
  DomainAuthenticated: 'Domain',
} as const;
/** GpoBoolean True, and the actions of NetSecurity. */
const TRUE = 1;
const ALLOW = 2;
const BLOCK = 4;
const FALSE = 0;
/** ServiceControllerStatus. */
const RUNNING = 4;

interface Raw {
  profiles?: { name?: unknown; enabled?: unknown; inbound?: unknown; rules?: unknown }[];
  networks?: { adapter?: unknown; category?: unknown }[];
  rules?: { enabled?: unknown; action?: unknown; profiles?: unknown }[];
  routes?: unknown[];
  spooler?: unknown;
}

/** Null if that is not what the script writes. */
export function parseWindowsFacts(text: string): WindowsFacts | null {
  let raw: Raw;
  try {
    raw = JSON.parse(text.replace(/^\ufeff/, '')) as Raw;
  } catch {
    return null;
  }
  if (typeof raw !== 'object' || raw === null || !Array.isArray(raw.profiles)) return null;
  return {
    firewall: firewall(raw),
    defaultRoutes: (raw.routes ?? []).filter((one) => typeof one === 'string'),
    spooler: {
      program: 'The Windows print spooler',
      answers: raw.spooler === RUNNING,
      printers: null,
    },
  };
}

function firewall(raw: Raw): FirewallFact {
  const program = 'Windows Defender Firewall';
  const networks = (raw.networks ?? []).flatMap(({ adapter, category }) => {
    const known = CATEGORIES[Number(category)];
    return known ? [{ adapter: displayText(adapter, 60, 'a connection'), category: known }] : [];
  });
  const each = networks.map(({ adapter, category }) => ({
    adapter,
    category,
    passage: passes(raw, category),
  }));
  const shut = each.find(({ passage }) => passage === 'closed');
  if (shut) {
    const why =
      shut.category === 'Public'
        ? `network profile is Public for ${shut.adapter}, which keeps the other PCs out`
        : `no rule lets Hallway in on the profile ${PROFILE_NAMES[shut.category]} (${shut.adapter})`;
    return { program, tcp: 'closed', mdns: 'closed', detail: `${program}: ${why}.` };
  }
  if (each.length === 0 || each.some(({ passage }) => passage === 'unknown'))
    return { program, tcp: 'unknown', mdns: 'unknown', detail: `${program} could not be read.` };
  const names = each.map(({ adapter, category }) => `${adapter}: ${PROFILE_NAMES[category]}`);
  const detail = `${program} lets Hallway in (${names.join(', ')}).`;
  return { program, tcp: 'open', mdns: 'open', detail };
}

function passes(raw: Raw, category: (typeof CATEGORIES)[number]): Passage {
  const name = PROFILE_NAMES[category];
  const profile = raw.profiles?.find((one) => one.name === name);
  if (!profile) return 'unknown';
  if (profile.enabled !== TRUE) return 'open';
  const rules = (raw.rules ?? []).filter(
    ({ enabled, profiles }) =>
      enabled === TRUE && (profiles === 0 || (Number(profiles) & PROFILE_BITS[category]) !== 0),
  );
  // A rule that blocks wins over one that allows.
  if (rules.some(({ action }) => action === BLOCK)) return 'closed';
  if (profile.inbound === ALLOW) return 'open';
  // "Block all incoming connections, including those in the list of allowed apps".
  if (profile.rules === FALSE) return 'closed';
  return rules.some(({ action }) => action === ALLOW) ? 'open' : 'closed';
}
