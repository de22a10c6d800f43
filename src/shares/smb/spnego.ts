/** The wrapping of NTLM in SPNEGO (RFC 4178): as much DER as that takes, in fixed depth. */
import { HallwayError } from '../../base/errors.ts';
import { malformed, part } from './hostile-bytes.ts';

const SPNEGO_OID = Buffer.from('06062b0601050502', 'hex');
const NTLM_OID = Buffer.from('060a2b06010401823702020a', 'hex');
const TAG = {
  sequence: 0x30,
  octets: 0x04,
  application: 0x60,
  init: 0xa0,
  response: 0xa1,
} as const;

/** The list of mechanisms as it is offered: NTLM alone. */
export const MECHANISMS = der(TAG.sequence, NTLM_OID);

/** NegTokenInit with NTLM as the only mechanism. */
export function wrapFirst(token: Buffer): Buffer {
  const mechanisms = der(0xa0, MECHANISMS);
  const inner = der(TAG.sequence, Buffer.concat([mechanisms, der(0xa2, der(TAG.octets, token))]));
  return der(TAG.application, Buffer.concat([SPNEGO_OID, der(TAG.init, inner)]));
}

/** NegTokenResp of the initiator, with its signature over `MECHANISMS` where it has one. */
export function wrapNext(token: Buffer, signature?: Buffer): Buffer {
  const fields = [der(0xa2, der(TAG.octets, token))];
  if (signature) fields.push(der(0xa3, der(TAG.octets, signature)));
  return der(TAG.response, der(TAG.sequence, Buffer.concat(fields)));
}

/** The mechanism's token in a NegTokenResp; empty where there is none. A bare token is taken, too. */
export function unwrap(message: Buffer): Buffer {
  if (message.length === 0 || message.subarray(0, 7).equals(Buffer.from('NTLMSSP'))) return message;
  const fields = inside(inside(message, TAG.response), TAG.sequence);
  for (let at = 0; at < fields.length; ) {
    const { tag, value, end } = element(fields, at);
    if (tag === 0xa2) return inside(value, TAG.octets);
    at = end;
  }
  return Buffer.alloc(0);
}

/** Refuses a server that offers other mechanisms than NTLM only, before anything is sent to it. */
export function checkOffer(offer: Buffer): void {
  if (offer.length === 0 || offer.includes(NTLM_OID)) return;
  throw new HallwayError('host.sign_in', 'This server takes no name and password, only Kerberos.', {
    fix: 'Use a server that allows NTLMv2, or a PC of its domain.',
  });
}

function der(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), value]);
}

function inside(buffer: Buffer, wanted: number): Buffer {
  const { tag, value } = element(buffer, 0);
  if (tag !== wanted) throw malformed();
  return value;
}

function element(buffer: Buffer, at: number): { tag: number; value: Buffer; end: number } {
  const [tag = 0, first = 0] = part(buffer, at, 2);
  const extra = first < 0x80 ? 0 : first & 0x7f;
  if (extra > 3 || first === 0x80) throw malformed();
  const length = extra === 0 ? first : part(buffer, at + 2, extra).readUIntBE(0, extra);
  const start = at + 2 + extra;
  return { tag, value: part(buffer, start, length), end: start + length };
}
