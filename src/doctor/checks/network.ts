/** Adapters, VPN and ports of this PC. */
import {
  capital,
  listed,
  notice,
  ok,
  problem,
  unknown,
  type DoctorCheck,
  type Verdict,
} from '../check.ts';
import type { NetworkAdapter } from '../../model/adapter.ts';
import type { Facts, PortFact } from '../facts.ts';
import { connectNetwork } from '../fixes.ts';

const adapters: DoctorCheck = {
  id: 'adapters',
  title: 'Network adapters',
  run({ adapters: all, system }) {
    if (!all) return unknown('The network adapters could not be listed.');
    const lines = (some: typeof all): string => some.map(line).join(' ');
    const used = all.filter((one) => one.used);
    const skipped = all.filter((one) => !one.used && one.kind !== 'loopback');
    const rest = skipped.length === 0 ? '' : ` ${lines(skipped)}`;
    if (used.length === 0) {
      const chosen = skipped.find(({ choice }) => choice === 'skip');
      return problem(
        `No network adapter is used: nobody sees this PC.${rest}`,
        chosen
          ? `Under “This PC” › “Network” choose “Automatic” for ${chosen.name}, or run \`hallway adapters auto ${chosen.name}\`.`
          : connectNetwork(system),
      );
    }
    if (used.every(({ kind }) => kind === 'loopback'))
      return used.some(({ fixed }) => fixed)
        ? ok('Hallway was started for this PC alone (HALLWAY_ADAPTERS): other PCs are left out.')
        : notice(`This PC has no network: it reaches itself only.${rest}`, connectNetwork(system));
    return ok(`${lines(used)}${rest}`);
  },
};

function line({ name, addresses, reason }: NetworkAdapter): string {
  const at = addresses.slice(0, 2).map((address) => address.replace(/\/.*$/s, ''));
  return at.length === 0 ? `${name}: ${reason}` : `${name} (${at.join(', ')}): ${reason}`;
}

const vpn: DoctorCheck = {
  id: 'vpn',
  title: 'VPN',
  run({ adapters: all, defaultRoutes }) {
    if (!all) return unknown('The network adapters could not be listed.');
    const tunnels = all.filter(({ kind, addresses }) => kind === 'tunnel' && addresses.length > 0);
    if (tunnels.length === 0) return ok('No VPN is connected.');
    const names = listed(tunnels.map(({ name }) => name));
    const preferred = tunnels.find(({ name }) => name === defaultRoutes?.[0]);
    if (!preferred) return ok(`A VPN is connected (${names}); the office is reached beside it.`);
    return notice(
      `All traffic goes through the VPN ${preferred.name}: it may keep this PC from the others in the office.`,
      'Disconnect the VPN and look again. If that helps, allow “local network” (split tunnel) in the VPN program.',
    );
  },
};

const peerPort: DoctorCheck = {
  id: 'ports.peer',
  title: 'Port for the other PCs',
  run: (facts) => port(facts, facts.ports.peer, '--peer-port'),
};

const localPort: DoctorCheck = {
  id: 'ports.local',
  title: 'Port of the dashboard',
  run: (facts) => port(facts, facts.ports.local, '--local-port'),
};

const mdnsPort: DoctorCheck = {
  id: 'ports.mdns',
  title: 'Port for finding PCs',
  run({ ports: { mdns } }) {
    const name = `UDP port ${mdns.port}`;
    if (mdns.state === 'taken')
      return problem(
        `${capital(mdns.owner ?? 'another program')} has ${name} (multicast DNS) for itself: PCs are not found by themselves.`,
        `End ${mdns.owner ?? 'that program'}, or let it share the port; then restart Hallway.`,
      );
    if (mdns.state === 'unknown') return unknown(`${name} could not be tried.`);
    return ok(`Hallway can use ${name} (multicast DNS) beside other programs.`);
  },
};

function port(
  facts: Facts,
  { port: number, state, owner }: PortFact,
  flag: string,
): Verdict | null {
  const name = `TCP port ${number}`;
  // The check of Hallway itself says it all.
  if (facts.hangs) return null;
  if (state === 'ours') return ok(`Hallway answers on ${name}.`);
  if (state === 'free') return ok(`${name} is free.`);
  if (state === 'taken')
    return problem(
      `${capital(owner ?? 'another program')} has ${name}.`,
      `End ${owner ?? 'that program'}, or start Hallway with another port (\`hallway agent ${flag} N\`).`,
    );
  if (state === 'silent' && facts.running)
    return problem(`Hallway does not answer on ${name}.`, 'Restart Hallway.');
  return unknown(`${name} could not be tried.`);
}

export const networkChecks: readonly DoctorCheck[] = [adapters, vpn];
export const portChecks: readonly DoctorCheck[] = [peerPort, localPort, mdnsPort];
