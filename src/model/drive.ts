/** A drive of this PC: fixed, removable, optical or network, or an image that was opened as one. */
import * as Type from 'typebox';
import { ResourceId } from './id.ts';

/**
 * What the person decided about a drive that comes and goes: shared until it is taken out, shared
 * whenever it is there, or not to be asked about.
 */
export const DriveChoice = Type.Union([
  Type.Literal('once'),
  Type.Literal('always'),
  Type.Literal('never'),
]);
export type DriveChoice = Type.Static<typeof DriveChoice>;

export const Drive = Type.Object({
  id: Type.String(),
  label: Type.String(),
  kind: Type.Union([
    Type.Literal('fixed'),
    Type.Literal('removable'),
    Type.Literal('optical'),
    Type.Literal('network'),
    Type.Literal('image'),
  ]),
  removable: Type.Boolean(),
  /** Where it is mounted, or null. An image is nowhere mounted: this is the file. */
  mounted: Type.Union([Type.String(), Type.Null()]),
  sizeBytes: Type.Union([Type.Integer(), Type.Null()]),
  freeBytes: Type.Union([Type.Integer(), Type.Null()]),
  /** What the system calls its file system, where it says. */
  filesystem: Type.Union([Type.String(), Type.Null()]),
  shared: Type.Boolean(),
  /** The share of the whole drive, while there is one. */
  share: Type.Union([ResourceId, Type.Null()]),
  choice: Type.Union([DriveChoice, Type.Null()]),
  /** Can be known again, so that a choice for always or never is possible. */
  knowable: Type.Boolean(),
  /** It appeared while Hallway was running, and nobody said yet whether to share it. */
  asks: Type.Boolean(),
});
export type Drive = Type.Static<typeof Drive>;
