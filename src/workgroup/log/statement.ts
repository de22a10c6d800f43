/**
 * Statements as bytes: canonical JSON (RFC 8785), signed under a domain prefix, named by their
 * hash. The README of this folder has the exact format.
 */
import { HallwayError } from '../../base/errors.ts';
import { deviceIdOf } from '../../identity/device-id.ts';
import { verifySignature, type Identity } from '../../identity/identity.ts';
import {
  canonicalJson,
  hashName,
  parseCanonical,
  signedBytes,
} from '../../identity/signed-text.ts';
import type { DeviceId } from '../../model/id.ts';
import {
  isStatement,
  MAX_STATEMENT_LENGTH,
  type AdmitBody,
  type GenesisBody,
  type RemoveBody,
  type Statement,
  type UnsignedStatement,
} from '../../model/statement.ts';

const DOMAIN = 'hallway-statement-v1';
/** DER of SubjectPublicKeyInfo up to the point: id-ecPublicKey, prime256v1 (RFC 5480). */
const SPKI_PREFIX = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');

/** A statement with its exact text and its id. */
export interface SignedStatement {
  readonly id: string;
  readonly text: string;
  readonly statement: Statement;
}

function invalid(why: string): HallwayError {
  return new HallwayError('log.invalid', `A statement of the workgroup's log ${why}.`);
}

function bytesOf(statement: UnsignedStatement | Statement): Buffer {
  return signedBytes(DOMAIN, statement);
}

/** Reads a statement's text. Throws `log.invalid` unless it is the one canonical form. */
export function parseStatement(text: string): SignedStatement {
  const value = parseCanonical(text, MAX_STATEMENT_LENGTH, invalid);
  if (!isStatement(value)) throw invalid('has an unknown shape');
  const { type, seq, prev, workgroup, heads, by } = value;
  if ((seq === 0) !== (prev === '')) throw invalid('has a broken chain');
  if (Object.hasOwn(heads, by)) throw invalid('names its own author as another');
  if ((type === 'genesis') !== (workgroup === '')) throw invalid('belongs to no workgroup');
  if (type === 'genesis' && (seq !== 0 || Object.keys(heads).length > 0))
    throw invalid('begins a workgroup in its middle');
  const key = keyIn(value);
  if (key && !key.subarray(0, SPKI_PREFIX.length).equals(SPKI_PREFIX))
    throw invalid('has a key of another kind');
  if (key && type === 'genesis' && deviceIdOf(key) !== by) throw invalid('has the wrong author');
  return { id: hashName(bytesOf(value)), text, statement: value };
}

/** The public key (SPKI) that a genesis or admission brings in. */
export function keyIn(statement: Statement): Buffer | undefined {
  if (statement.type !== 'genesis' && statement.type !== 'admit') return undefined;
  return Buffer.from((statement.body as AdmitBody | GenesisBody).key, 'base64url');
}

export function admitBody(statement: Statement): AdmitBody {
  return statement.body as AdmitBody;
}

export function genesisBody(statement: Statement): GenesisBody {
  return statement.body as GenesisBody;
}

export function removeBody(statement: Statement): RemoveBody {
  return statement.body as RemoveBody;
}

export function isSignedBy(signed: SignedStatement, spki: Uint8Array): boolean {
  const signature = Buffer.from(signed.statement.sig, 'base64url');
  return verifySignature(spki, bytesOf(signed.statement), signature);
}

/** Signs as `identity`, which becomes the author. */
export function signStatement(
  identity: Identity,
  statement: Omit<UnsignedStatement, 'v' | 'by'> & { by?: DeviceId },
): SignedStatement {
  const unsigned: UnsignedStatement = { ...statement, v: 1, by: identity.id };
  const sig = Buffer.from(identity.sign(bytesOf(unsigned))).toString('base64url');
  return parseStatement(canonicalJson({ ...unsigned, sig }));
}

export function isP256Key(spki: Uint8Array): boolean {
  const key = Buffer.from(spki);
  return key.length === 91 && key.subarray(0, SPKI_PREFIX.length).equals(SPKI_PREFIX);
}
