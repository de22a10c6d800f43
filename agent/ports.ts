/** Ports of an ordinary installation; peers hear each other's by mDNS, so they may differ. */
export const PEER_PORT = 47_470;
export const LOCAL_PORT = 47_471;
