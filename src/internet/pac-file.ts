/**
 * The PAC file of the proxy: which addresses programs ask it for. What is in a network of one's own
 * goes straight, as far as that can be told without looking a name up.
 */

/** Dotted decimal and mask, as `isInNet` takes them. */
const OWN_NETWORKS: readonly (readonly [string, string])[] = [
  ['10.0.0.0', '255.0.0.0'],
  ['100.64.0.0', '255.192.0.0'],
  ['127.0.0.0', '255.0.0.0'],
  ['169.254.0.0', '255.255.0.0'],
  ['172.16.0.0', '255.240.0.0'],
  ['192.168.0.0', '255.255.0.0'],
];
const OWN_NAMES = ['local', 'localhost', 'internal', 'home.arpa'];

/** `proxy`: `127.0.0.1:PORT`. There is no second way: what is meant for the lender goes there. */
export function pacFile(proxy: string): string {
  const names = OWN_NAMES.map((name) => `shExpMatch(host, "*.${name}")`).join(' || ');
  const networks = OWN_NETWORKS.map(([net, mask]) => `isInNet(host, "${net}", "${mask}")`);
  return `function FindProxyForURL(url, host) {
  host = host.toLowerCase();
  if (isPlainHostName(host) && host.indexOf(":") < 0) return "DIRECT";
  if (${names}) return "DIRECT";
  if (/^[0-9.]+$/.test(host) && (${networks.join(' || ')})) return "DIRECT";
  if (host.indexOf(":") >= 0 && !/^\\[?[23]/.test(host)) return "DIRECT";
  return "PROXY ${proxy}";
}
`;
}
