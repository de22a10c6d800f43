/** Network namespaces of the lab: how they are set up, and their removal with all that runs in them. */
import { existsSync, readdirSync } from 'node:fs';
import { batch, command } from './command.ts';
import { Pc } from './pc.ts';

const NAMESPACES = '/run/netns';

const SWITCH_SETTINGS = { 'ipv6/conf/all/disable_ipv6': 1, 'ipv6/conf/default/disable_ipv6': 1 };
/** No waiting for duplicate addresses; a route over a dead cable does not count. */
const PC_SETTINGS = {
  'ipv6/conf/all/disable_ipv6': 0,
  'ipv6/conf/default/disable_ipv6': 0,
  'ipv6/conf/default/accept_dad': 0,
  'ipv6/conf/default/router_solicitations': 0,
  'ipv4/conf/all/promote_secondaries': 1,
  'ipv4/conf/all/ignore_routes_with_linkdown': 1,
  'ipv4/conf/default/ignore_routes_with_linkdown': 1,
  'ipv6/conf/all/ignore_routes_with_linkdown': 1,
  'ipv6/conf/default/ignore_routes_with_linkdown': 1,
};

/** A namespace for the switch and one for each PC. */
export async function addNamespaces(
  switchNamespace: string,
  pcs: readonly string[],
): Promise<void> {
  const names = [switchNamespace, ...pcs];
  await batch(
    'ip',
    undefined,
    names.map((name) => `netns add ${name}`),
  );
  for (const name of names) {
    const settings = name === switchNamespace ? SWITCH_SETTINGS : PC_SETTINGS;
    await command('ip', 'netns', 'exec', name, 'sh', '-c', write(settings));
    await batch('ip', name, ['link set lo up']);
  }
}

/** Labs whose test process died before it could destroy them. */
export async function removeAbandoned(): Promise<void> {
  await removeNamespaces((name) => {
    const owner = /^hwlab(\d+)x\d+-/.exec(name)?.[1];
    return owner !== undefined && !existsSync(`/proc/${owner}`);
  });
}

export async function removeNamespaces(wanted: (name: string) => boolean): Promise<void> {
  const names = existsSync(NAMESPACES) ? readdirSync(NAMESPACES).filter(wanted) : [];
  for (const name of names) {
    await new Pc(0, name).signalAll('SIGKILL');
    // Another lab may clear up the same remains at the same time.
    await command('ip', 'netns', 'del', name).catch(() => {});
  }
}

function write(settings: Readonly<Record<string, number>>): string {
  const lines = Object.entries(settings).map(
    ([key, value]) => `echo ${value} >/proc/sys/net/${key}`,
  );
  return lines.join('; ');
}
