/** Ports and groups. Peers hear each other's port by multicast DNS, so it may differ from the usual one. */

/** Of an ordinary installation. */
export const PEER_PORT = 47_470;
export const LOCAL_PORT = 47_471;
/** The loopback printers. */
export const IPP_PORT = 47_472;
/** Printers that are opened to the LAN, and the same encrypted. */
export const LAN_IPP_PORT = 47_473;
export const LAN_IPPS_PORT = 47_474;
/** WebDAV on loopback. */
export const DAV_PORT = 47_475;
/** Links for guests. */
export const GUEST_PORT = 47_476;
/** The proxy on loopback for a colleague's way to the internet. */
export const PROXY_PORT = 47_477;

/** Multicast DNS (RFC 6762 section 3). */
export const MDNS_PORT = 5353;
export const MDNS_GROUP = { 4: '224.0.0.251', 6: 'ff02::fb' } as const;
