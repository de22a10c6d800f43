/**
 * The newcomer's side of a pairing: three steps over one unpinned TLS connection. Only after
 * `complete` is the inviter's key worth anything.
 */
import { randomBytes } from 'node:crypto';
import { HallwayError } from '../../base/errors.ts';
import { displayName } from '../../base/text.ts';
import { isValidShare, SHARE_BYTES, type CpaceShare } from './cpace.ts';
import {
  channelIdentifier,
  exactBytes,
  isSameTag,
  MAX_NAME_LENGTH,
  SESSION_BYTES,
  shareFor,
  TAG_BYTES,
  tagsFor,
  type PairingChannel,
} from './pairing-proof.ts';

export interface PairingGuestOptions {
  /** Six digits, as the person typed them. */
  code: string;
  /** What this PC is called. */
  name: string;
  /** This PC's public key (SPKI). */
  spki: Uint8Array;
  channel: Pick<PairingChannel, 'exporter' | 'peerSpki'>;
}

export class PairingGuest {
  readonly #session = randomBytes(SESSION_BYTES);
  readonly #name: string;
  readonly #inviterSpki: Uint8Array;
  readonly #share: CpaceShare;
  #proof: { expected: Buffer; workgroup: string } | undefined;

  constructor({ code, name, spki, channel }: PairingGuestOptions) {
    this.#name = displayName(name, 'PC').slice(0, MAX_NAME_LENGTH);
    this.#inviterSpki = channel.peerSpki;
    const identifier = channelIdentifier(channel.exporter, spki, channel.peerSpki);
    this.#share = shareFor(code, identifier, this.#session);
  }

  /** First message. */
  exchange(): { sid: string; ya: string; name: string } {
    return {
      sid: this.#session.toString('base64'),
      ya: this.#share.bytes.toString('base64'),
      name: this.#name,
    };
  }

  /** From the answer to `exchange`, the second message. Throws `peer.protocol`. */
  confirm(answer: { yb: string; workgroup: string }): { tag: string } {
    const yb = exactBytes(answer.yb, SHARE_BYTES);
    if (!yb || !isValidShare(yb) || !/^[a-z2-7]{52}$/.test(answer.workgroup)) throw broken();
    const tags = tagsFor(this.#share, yb, {
      session: this.#session,
      ya: this.#share.bytes,
      yb,
      name: this.#name,
      workgroup: answer.workgroup,
    });
    if (!tags) throw broken();
    this.#proof = { expected: tags.b, workgroup: answer.workgroup };
    return { tag: tags.a.toString('base64') };
  }

  /** Checks the answer to `confirm`; throws `pairing.untrusted` if the code is unknown there. */
  complete(answer: { tag: string }): { workgroupId: string; inviterSpki: Uint8Array } {
    const proof = this.#proof;
    const tag = exactBytes(answer.tag, TAG_BYTES);
    if (!proof || !tag || !isSameTag(proof.expected, tag))
      throw new HallwayError('pairing.untrusted', 'The other PC did not prove the code.', {
        fix: 'Make a new code at a PC of the workgroup, and try again.',
      });
    return { workgroupId: proof.workgroup, inviterSpki: this.#inviterSpki };
  }
}

function broken(): HallwayError {
  return new HallwayError('peer.protocol', 'The other PC gave an answer that makes no sense.', {
    fix: 'Update Hallway on both PCs.',
  });
}
