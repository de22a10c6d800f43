/** What socketfilterfw, netstat and lsof say on macOS. */
import type { FirewallFact } from '../../../src/doctor/facts.ts';

/** `socketfilterfw --getglobalstate --getblockall`; null if that is not what it is. */
export function parseApplicationFirewall(text: string): FirewallFact | null {
  const program = 'The macOS firewall';
  const state = /Firewall is (enabled|disabled|on|off)/i.exec(text)?.[1]?.toLowerCase();
  if (state === undefined) return null;
  if (state === 'disabled' || state === 'off')
    return { program: null, tcp: 'open', mdns: 'open', detail: `${program} is off.` };
  const blockAll =
    /block all[^\n]*\b(enabled|on)\b/i.test(text) ||
    /blocking all non-essential incoming/i.test(text);
  if (blockAll)
    return {
      program,
      tcp: 'closed',
      mdns: 'open',
      detail: `${program} blocks all incoming connections.`,
    };
  return {
    program,
    tcp: 'unknown',
    mdns: 'open',
    detail: `${program} is on; whether it lets Hallway in is decided there for each program.`,
  };
}

/** `netstat -rn -f inet`: adapters with a default route, the preferred one first. */
export function parseNetstatRoutes(text: string): string[] {
  const rows = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([destination]) => destination === 'default' || destination === '0/1')
    .flatMap(([, , , name]) => (name === undefined ? [] : [name]));
  return Array.from(new Set(rows));
}

/** `lsof -F c`: name of the first program. */
export function parseLsof(text: string): string | null {
  return /^c(.+)$/m.exec(text)?.[1] ?? null;
}
