/** Why a document could not be converted, in words that fit the person who printed it. */

/**
 * `broken`: the document itself. `protected`: it wants a password. `limit`: too much of something.
 * `options`: what was asked for does not fit it. `missing`: a program or a font is not there.
 * `disk`: no room. `internal`: nobody foresaw it.
 */
export type FaultKind =
  | 'broken'
  | 'protected'
  | 'limit'
  | 'options'
  | 'missing'
  | 'disk'
  | 'internal';

export class ConversionFault extends Error {
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ConversionFault';
    this.kind = kind;
  }
}
