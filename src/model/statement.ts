/**
 * A statement of the workgroup's signed log, as it is written and sent. Statements come from
 * strangers until their signature is checked, so each shape is exact and bounded.
 */
import * as Type from 'typebox';
import { Check } from 'typebox/value';
import { DeviceId } from './id.ts';

/** Longest text of a signed statement, in characters. */
export const MAX_STATEMENT_LENGTH = 8192;
/** Most authors that one statement names in `heads`. */
export const MAX_STATEMENT_HEADS = 56;
/** Longest body of a type that this version does not know, in characters of its JSON. */
export const MAX_UNKNOWN_BODY_LENGTH = 2048;

const Hash = Type.String({ pattern: '^[a-z2-7]{52}$' });
const HashOrNone = Type.String({ pattern: '^([a-z2-7]{52})?$' });
/** DER SubjectPublicKeyInfo of a P-256 key with an uncompressed point: 91 bytes, base64url. */
const PublicKey = Type.String({ pattern: '^[A-Za-z0-9_-]{122}$' });
const Name = Type.String({ minLength: 1, maxLength: 256 });
const exact = { additionalProperties: false } as const;

/** The first statement: its hash is the workgroup's id, its author the first member. */
export const GenesisBody = Type.Object(
  {
    key: PublicKey,
    /** The workgroup's name. */
    name: Name,
    /** The author's name. */
    device: Name,
    /** 16 random bytes, base64url, so that no two workgroups share an id. */
    nonce: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }),
  },
  exact,
);
export type GenesisBody = Type.Static<typeof GenesisBody>;

/** The author lets a device in. */
export const AdmitBody = Type.Object({ key: PublicKey, name: Name }, exact);
export type AdmitBody = Type.Static<typeof AdmitBody>;

/** The author puts a device out; `seq` and `head` pin its last statement that counts (-1: none). */
export const RemoveBody = Type.Object(
  { target: DeviceId, seq: Type.Integer({ minimum: -1, maximum: 1e9 }), head: HashOrNone },
  exact,
);
export type RemoveBody = Type.Static<typeof RemoveBody>;

/** The author goes. */
export const LeaveBody = Type.Object({}, exact);
export type LeaveBody = Type.Static<typeof LeaveBody>;

const bodies = new Map<string, Type.TSchema>([
  ['genesis', GenesisBody],
  ['admit', AdmitBody],
  ['remove', RemoveBody],
  ['leave', LeaveBody],
]);

/** What is signed. Types that this version does not know are kept and passed on. */
export const UnsignedStatement = Type.Object(
  {
    v: Type.Literal(1),
    /** The genesis' hash; empty in the genesis itself. */
    workgroup: HashOrNone,
    by: DeviceId,
    /** Counts the author's statements from 0. */
    seq: Type.Integer({ minimum: 0, maximum: 1e9 }),
    /** The author's statement before; empty at 0. */
    prev: HashOrNone,
    /** Newest statements of others that the author knew and had not acknowledged before. */
    heads: Type.Record(DeviceId, Hash, { maxProperties: MAX_STATEMENT_HEADS, ...exact }),
    type: Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$' }),
    body: Type.Record(Type.String(), Type.Unknown()),
  },
  exact,
);
export type UnsignedStatement = Type.Static<typeof UnsignedStatement>;

export const Statement = Type.Object(
  {
    ...UnsignedStatement.properties,
    /** ECDSA P-256 over SHA-256, 64 bytes r‖s, base64url. */
    sig: Type.String({ pattern: '^[A-Za-z0-9_-]{86}$' }),
  },
  exact,
);
export type Statement = Type.Static<typeof Statement>;

/** True if a value has the exact shape of a statement, its body that of its type. */
export function isStatement(value: unknown): value is Statement {
  if (!Check(Statement, value)) return false;
  const body = bodies.get(value.type);
  if (body) return Check(body, value.body);
  return JSON.stringify(value.body).length <= MAX_UNKNOWN_BODY_LENGTH;
}
