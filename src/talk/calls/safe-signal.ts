/**
 * What another PC's browser says before it reaches the one here. A browser sends packets to any
 * address that it is told, so it is told none but those at which the other PC has proven its key:
 * that keeps a member from aiming this PC at somebody else, and makes names of multicast DNS
 * (`….local`), which many networks do not carry, into addresses.
 */
import type { CallSignal } from '../../model/call.ts';

const MOST_LINES = 800;
/** Sound, camera and screen, and one to spare. */
const MOST_MEDIA = 4;
/** Printable, as RFC 8866 section 5 has it: a letter, `=` and a value. */
const LINE = /^[a-z]=[\x20-\x7e]{0,2000}$/;
/** Of the host itself, by UDP: RFC 8839 section 5.1 without relays and reflexive ones. */
const CANDIDATE =
  /^candidate:([A-Za-z0-9+/]{1,32}) ([12]) udp (\d{1,10}) ([0-9A-Za-z.:-]{1,64}) (\d{1,5}) typ host(?: |$)/i;
const LOCAL_NAME = /\.local$/i;
const FIRST_FREE_PORT = 1024;

/**
 * What the browser here may hear, none for what means nothing to it; undefined for what no honest
 * browser says. `addresses`: of the other PC, IPv4 and IPv6.
 */
export function safeSignal(
  signal: CallSignal,
  addresses: readonly string[],
): CallSignal[] | undefined {
  if (signal.kind !== 'candidate') {
    const sdp = safeDescription(signal.sdp);
    return sdp === undefined ? undefined : [{ kind: signal.kind, sdp }];
  }
  const lines = safeCandidate(signal.candidate, addresses);
  return lines?.map((candidate) => ({ ...signal, candidate }));
}

/** Without addresses: those come as candidates. */
function safeDescription(sdp: string): string | undefined {
  const lines = sdp.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length > MOST_LINES || !lines.every((line) => LINE.test(line))) return undefined;
  const media = lines.filter((line) => line.startsWith('m='));
  if (media.length === 0 || media.length > MOST_MEDIA) return undefined;
  if (!media.every((line) => /^m=(audio|video) \d{1,5} /.test(line))) return undefined;
  // Keys are pinned by the link that this came over: without a fingerprint nothing is.
  if (!lines.some((line) => /^a=fingerprint:sha-256 [0-9A-F:]{95}$/i.test(line))) return undefined;
  const kept = lines
    .filter((line) => !/^a=(candidate|remote-candidates|end-of-candidates|rtcp:)/.test(line))
    .map((line) => {
      if (line.startsWith('c=')) return 'c=IN IP4 0.0.0.0';
      if (line.startsWith('o=')) return line.replace(/ IN IP[46] \S+$/, ' IN IP4 127.0.0.1');
      return line.replace(/^(m=\w+) [1-9]\d* /, '$1 9 ');
    });
  return `${kept.join('\r\n')}\r\n`;
}

function safeCandidate(candidate: string, addresses: readonly string[]): string[] | undefined {
  // The end of candidates, and TCP, which is of no use between two browsers.
  if (candidate === '' || /^candidate:\S{1,32} [12] tcp /i.test(candidate)) return [];
  const found = CANDIDATE.exec(candidate);
  if (!found) return undefined;
  const [, foundation = '', component = '', priority = '', address = '', port = ''] = found;
  if (Number(port) < FIRST_FREE_PORT || Number(port) > 65_535) return [];
  return placesOf(address, addresses).map(
    (place, index) =>
      `candidate:${foundation}${index} ${component} udp ${priority} ${place} ${port} typ host`,
  );
}

/** Where the candidate may lead: itself if it is proven, else whatever of its family is. */
function placesOf(address: string, addresses: readonly string[]): readonly string[] {
  if (addresses.includes(address)) return [address];
  if (LOCAL_NAME.test(address)) return addresses;
  return addresses.filter((one) => one.includes(':') === address.includes(':'));
}
