/**
 * Before 3.1.1 the negotiation itself is not protected: what both said is asked again, signed
 * ([MS-SMB2] section 3.2.5.5, FSCTL_VALIDATE_NEGOTIATE_INFO), so that nobody between changed it.
 */
import { ioctl } from './ioctl.ts';
import { malformed } from './hostile-bytes.ts';
import type { SmbSession, Tree } from './session.ts';
import { isStatus } from './smb-error.ts';
import { SECURITY_MODE } from './negotiation.ts';
import { STATUS } from './wire.ts';

const VALIDATE_NEGOTIATE_INFO = 0x00140204;

export async function confirmNegotiation(session: SmbSession, tree: Tree): Promise<void> {
  const { offered, heard, dialect } = session.negotiated;
  const head = Buffer.alloc(24);
  head.writeUInt32LE(offered.capabilities, 0);
  offered.guid.copy(head, 4);
  head.writeUInt16LE(SECURITY_MODE.enabled, 20);
  head.writeUInt16LE(offered.dialects.length, 22);
  const dialects = Buffer.alloc(offered.dialects.length * 2);
  for (const [index, value] of offered.dialects.entries()) dialects.writeUInt16LE(value, index * 2);
  let said: Buffer;
  try {
    said = await ioctl(session, tree, {
      code: VALIDATE_NEGOTIATE_INFO,
      input: Buffer.concat([head, dialects]),
      most: 64,
      sign: true,
    });
  } catch (error) {
    // Servers of SMB 2 know nothing of it; that they said so was signed.
    if (isStatus(error, STATUS.fileClosed, STATUS.notSupported, STATUS.invalidRequest, 0xc0000010))
      return;
    throw error;
  }
  const same =
    said.length >= 24 &&
    said.readUInt32LE(0) === heard.capabilities &&
    said.subarray(4, 20).equals(heard.guid) &&
    said.readUInt16LE(20) === heard.securityMode &&
    said.readUInt16LE(22) === dialect;
  if (!same) throw malformed();
}
