/** Lines for `ip -batch` and `tc -batch` that wire the lab: bridges, addresses, routes, rates. */

export interface Addresses {
  v4: string;
  v6: string;
}

export function makeBridge(name: string): string[] {
  return [
    `link add ${name} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
    `link set ${name} up`,
  ];
}

export function addAddresses(adapter: string, { v4, v6 }: Addresses): string[] {
  return [
    `address add ${v4}/16 broadcast + dev ${adapter}`,
    `address add ${v6}/64 dev ${adapter} nodad`,
  ];
}

/** Without a default route multicast and broadcast need a route of their own. */
export function addRoutes(adapter: string, metric: number): string[] {
  return [
    `route replace 224.0.0.0/4 dev ${adapter} metric ${metric}`,
    `route replace 255.255.255.255/32 dev ${adapter} metric ${metric}`,
  ];
}

/** What the device sends goes at this rate; `queue` is what waits for it. */
export function shape(device: string, mbit: number, queue: string): string[] {
  return [
    `qdisc replace dev ${device} root handle 1: htb default 1`,
    `class replace dev ${device} parent 1: classid 1:1 htb rate ${mbit}mbit quantum 60000`,
    `qdisc replace dev ${device} parent 1:1 handle 10: ${queue}`,
  ];
}
