/** Files and folders that one PC gives to others: what is offered, who takes it, and by which rule. */
import * as Type from 'typebox';
import { DeviceId, ResourceId, Timestamp } from './id.ts';

/** What is offered, as its sender says. */
export const Gift = Type.Object({
  /** Names it at both PCs, and stands for a share that those alone can read whom it is for. */
  id: ResourceId,
  /** One segment as the sender's file system has it. */
  name: Type.String({ minLength: 1, maxLength: 1024 }),
  kind: Type.Union([Type.Literal('file'), Type.Literal('folder')]),
  bytes: Type.Integer({ minimum: 0 }),
  files: Type.Integer({ minimum: 0 }),
});
export type Gift = Type.Static<typeof Gift>;

export const GiftState = Type.Union([
  /** The PC was not reached yet: it hears of it when it is back. */
  Type.Literal('waiting'),
  /** A person there has to say yes or no. */
  Type.Literal('asked'),
  Type.Literal('running'),
  Type.Literal('paused'),
  Type.Literal('done'),
  Type.Literal('declined'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
]);
export type GiftState = Type.Static<typeof GiftState>;

export const SendingTarget = Type.Object({
  device: DeviceId,
  name: Type.String(),
  state: GiftState,
  /** How much of it is there. */
  bytes: Type.Integer({ minimum: 0 }),
  /** Why it failed, in words. */
  problem: Type.Union([Type.String(), Type.Null()]),
});
export type SendingTarget = Type.Static<typeof SendingTarget>;

/** What this PC gives. */
export const Sending = Type.Object({
  ...Gift.properties,
  /** Absolute path on this PC. */
  path: Type.String(),
  created: Timestamp,
  to: Type.Array(SendingTarget),
});
export type Sending = Type.Static<typeof Sending>;

/** What this PC is offered, or got. */
export const Receipt = Type.Object({
  ...Gift.properties,
  from: DeviceId,
  fromName: Type.String(),
  state: GiftState,
  /** Bytes that are here. */
  here: Type.Integer({ minimum: 0 }),
  /** Bytes a second. */
  rate: Type.Number({ minimum: 0 }),
  /** Absolute path where it goes; null until it was accepted. */
  target: Type.Union([Type.String(), Type.Null()]),
  problem: Type.Union([Type.String(), Type.Null()]),
  created: Timestamp,
});
export type Receipt = Type.Static<typeof Receipt>;

/** `ask`: a person says yes or no; `accept`: it comes at once; `refuse`: it never does. */
export const ReceiveRule = Type.Union([
  Type.Literal('ask'),
  Type.Literal('accept'),
  Type.Literal('refuse'),
]);
export type ReceiveRule = Type.Static<typeof ReceiveRule>;

const Folder = Type.Union([Type.String({ minLength: 1, maxLength: 4096 }), Type.Null()]);

export const ReceiveRules = Type.Object({
  /** For everybody who has no rule of their own. */
  rule: ReceiveRule,
  /** Where things go unless told otherwise; absolute. */
  folder: Type.String(),
  /** What came is given on to whom its owner lets have it. */
  giveOn: Type.Boolean(),
  devices: Type.Array(
    Type.Object({
      device: DeviceId,
      name: Type.String(),
      rule: ReceiveRule,
      /** Null: where all else goes. */
      folder: Folder,
    }),
  ),
});
export type ReceiveRules = Type.Static<typeof ReceiveRules>;

/** Absent values stay. */
export const ReceiveRuleChange = Type.Object({
  /** Without it: for everybody else. */
  device: Type.Optional(DeviceId),
  /** Null: as for everybody else again. */
  rule: Type.Optional(Type.Union([ReceiveRule, Type.Null()])),
  folder: Type.Optional(Folder),
  /** Of this PC, whatever the device. */
  giveOn: Type.Optional(Type.Boolean()),
});
export type ReceiveRuleChange = Type.Static<typeof ReceiveRuleChange>;
