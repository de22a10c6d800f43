/** A release of Hallway as its list says it, and how an update of this PC stands. */
import * as Type from 'typebox';
import { Check } from 'typebox/value';
import { ContentHash, DeviceId } from './id.ts';

export const VersionNumber = Type.String({ pattern: '^\\d{1,4}\\.\\d{1,4}\\.\\d{1,5}$' });
/** System and processor, such as `linux-x64`. */
export const ReleaseTarget = Type.String({ pattern: '^[a-z0-9]{1,16}-[a-z0-9]{1,16}$' });

export const ReleaseFile = Type.Object({
  /** With `/`, from the folder of the installation. */
  path: Type.String({ maxLength: 250, pattern: '^[A-Za-z0-9@._+/ -]+$' }),
  size: Type.Integer({ minimum: 0, maximum: 1024 ** 3 }),
  /** SHA-256. */
  sha256: ContentHash,
  /** It may be run. */
  run: Type.Boolean(),
});
export type ReleaseFile = Type.Static<typeof ReleaseFile>;

export const Release = Type.Object({
  format: Type.Literal(1),
  version: VersionNumber,
  target: ReleaseTarget,
  files: Type.Array(ReleaseFile, { minItems: 1, maxItems: 10_000 }),
});
export type Release = Type.Static<typeof Release>;

export const isRelease = (value: unknown): value is Release => Check(Release, value);

/** What a member says of its own installation. */
export const OfferedRelease = Type.Object({ version: VersionNumber, target: ReleaseTarget });
export type OfferedRelease = Type.Static<typeof OfferedRelease>;

export const UpdateState = Type.Object({
  /** What runs now. */
  version: Type.String({ maxLength: 64 }),
  /** False for a checkout or an unsigned build, which takes no updates. */
  updatable: Type.Boolean(),
  /** A newer one that a colleague has. */
  offer: Type.Union([
    Type.Object({ version: VersionNumber, device: DeviceId, name: Type.String() }),
    Type.Null(),
  ]),
  phase: Type.Union([
    Type.Literal('idle'),
    Type.Literal('fetching'),
    Type.Literal('restarting'),
    Type.Literal('failed'),
  ]),
  bytes: Type.Integer(),
  total: Type.Integer(),
  /** Why the last one failed. */
  problem: Type.Union([Type.String(), Type.Null()]),
  /** A version that did not start here, so that the one before came back. */
  refused: Type.Union([Type.String(), Type.Null()]),
});
export type UpdateState = Type.Static<typeof UpdateState>;
