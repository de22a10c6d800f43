/** A drive of this PC: fixed, removable, optical or network. */
import * as Type from 'typebox';

export const Drive = Type.Object({
  id: Type.String(),
  label: Type.String(),
  kind: Type.Union([
    Type.Literal('fixed'),
    Type.Literal('removable'),
    Type.Literal('optical'),
    Type.Literal('network'),
  ]),
  removable: Type.Boolean(),
  /** Where it is mounted, or null. */
  mounted: Type.Union([Type.String(), Type.Null()]),
  sizeBytes: Type.Union([Type.Integer(), Type.Null()]),
  freeBytes: Type.Union([Type.Integer(), Type.Null()]),
  shared: Type.Boolean(),
});
export type Drive = Type.Static<typeof Drive>;
