/** What to do, in words, for each system. */
import { MDNS_PORT, PEER_PORT } from '../net/ports.ts';
import type { FirewallFact } from './facts.ts';

/** How to let the other PCs call this one. `program` names the firewall where it is known. */
export function openFirewall(
  system: string | null,
  port: number | null,
  program: FirewallFact['program'] = null,
): string {
  const tcp = port === null ? `its peer port (${PEER_PORT})` : String(port);
  if (system === 'linux') return openLinux(tcp, program);
  if (system === 'win32') return WINDOWS;
  if (system === 'darwin') return MACOS;
  return `Allow Hallway (TCP port ${tcp} and UDP port ${MDNS_PORT}) in its firewall. Windows: ${WINDOWS} macOS: ${MACOS} Linux: ${openLinux(tcp, null)}`;
}

const WINDOWS =
  'open Settings › Network & internet, choose the connection and set its profile to Private; then Windows Security › Firewall & network protection › Allow an app through firewall, and tick Private for Hallway.';
const MACOS =
  'open System Settings › Network › Firewall › Options, switch “Block all incoming connections” off and set Hallway to “Allow incoming connections”; in Privacy & Security › Local Network switch Hallway on.';

function openLinux(tcp: string, program: string | null): string {
  const ufw = `\`sudo ufw allow ${tcp}/tcp\` and \`sudo ufw allow ${MDNS_PORT}/udp\``;
  const firewalld = `\`sudo firewall-cmd --permanent --add-port=${tcp}/tcp --add-service=mdns\` and \`sudo firewall-cmd --reload\``;
  const accept = `TCP port ${tcp} and UDP port ${MDNS_PORT}`;
  if (program === 'ufw') return `Run ${ufw}.`;
  if (program === 'firewalld') return `Run ${firewalld}.`;
  if (program === 'nftables')
    return `Let ${accept} in: add \`tcp dport ${tcp} accept\` and \`udp dport ${MDNS_PORT} accept\` before the rule that drops them in /etc/nftables.conf, then \`sudo systemctl reload nftables\`.`;
  if (program === 'iptables')
    return `Run \`sudo iptables -I INPUT -p tcp --dport ${tcp} -j ACCEPT\` and \`sudo iptables -I INPUT -p udp --dport ${MDNS_PORT} -j ACCEPT\`, and the same with ip6tables.`;
  return `With ufw run ${ufw}; with firewalld run ${firewalld}; with nftables or iptables let ${accept} in.`;
}

/** How to bring a PC back into the network. */
export function connectNetwork(system: string | null): string {
  const where =
    system === 'win32'
      ? 'Settings › Network & internet'
      : system === 'darwin'
        ? 'System Settings › Network'
        : 'network settings';
  return `Plug the network cable in or connect to the office Wi-Fi (${where}).`;
}

export function setClock(system: string): string {
  if (system === 'win32')
    return 'Open Settings › Time & language › Date & time, and switch “Set time automatically” on.';
  if (system === 'darwin')
    return 'Open System Settings › General › Date & Time, and switch “Set time and date automatically” on.';
  return 'Run `sudo timedatectl set-ntp true`.';
}

export function startSpooler(system: string): string {
  if (system === 'win32')
    return 'Open Services, and start “Print Spooler” with start-up type Automatic.';
  if (system === 'darwin') return 'Run `sudo launchctl kickstart -k system/org.cups.cupsd`.';
  return 'Install CUPS if it is missing, then run `sudo systemctl enable --now cups`.';
}
