/** What plays where: on this PC's screen, on a colleague's, on a television. */
import * as Type from 'typebox';
import { SharePath } from './entry.ts';
import { DeviceId, ResourceId } from './id.ts';

/** A file as its owner shares it. */
export const FilePlace = Type.Object({ device: DeviceId, share: ResourceId, path: SharePath });
export type FilePlace = Type.Static<typeof FilePlace>;

export const ShowId = Type.String({ pattern: '^[a-z2-7]{16}$' });

/** Seconds from the beginning. */
export const ShowPosition = Type.Number({ minimum: 0, maximum: 10_000_000 });

/** Something that plays on a screen, so that everybody who follows it knows where it is. */
export const Show = Type.Object({
  id: ShowId,
  file: FilePlace,
  /** Who began it. */
  by: DeviceId,
  playing: Type.Boolean(),
  /** Seconds, at the moment `at`. */
  position: Type.Number({ minimum: 0 }),
  /** Milliseconds of the clock of whoever tells; it has no other meaning. */
  at: Type.Number(),
  /** Percent. */
  volume: Type.Integer({ minimum: 0, maximum: 100 }),
});
export type Show = Type.Static<typeof Show>;

/** A colleague asks to show something here. */
export const ShowRequest = Type.Object({
  id: ShowId,
  by: DeviceId,
  file: FilePlace,
});
export type ShowRequest = Type.Static<typeof ShowRequest>;

/** What a dashboard of this PC shows, and what its person is asked. */
export const ScreenState = Type.Object({
  /** What this PC's screen shows; `at` is of this PC's clock. */
  here: Type.Union([Show, Type.Null()]),
  /** Another PC's screen that this dashboard plays along with. */
  along: Type.Union([Type.Object({ screen: DeviceId, show: Show }), Type.Null()]),
  requests: Type.Array(ShowRequest, { maxItems: 20 }),
});
export type ScreenState = Type.Static<typeof ScreenState>;

/** Whether colleagues may show something on this PC's screen. */
export const ScreenRule = Type.Union([
  /** After a yes of whoever sits there. */
  Type.Literal('ask'),
  /** At once; they may also stop, seek and set the volume of what others show. */
  Type.Literal('allow'),
  Type.Literal('refuse'),
]);
export type ScreenRule = Type.Static<typeof ScreenRule>;

export const ScreenRules = Type.Object({
  rule: ScreenRule,
  devices: Type.Array(Type.Object({ device: DeviceId, rule: ScreenRule })),
});
export type ScreenRules = Type.Static<typeof ScreenRules>;

/** `seek` wants a position in seconds, `volume` one in percent. */
export const ShowAction = Type.Union([
  Type.Object({ action: Type.Literal('play') }),
  Type.Object({ action: Type.Literal('pause') }),
  Type.Object({ action: Type.Literal('stop') }),
  Type.Object({
    action: Type.Literal('seek'),
    position: ShowPosition,
  }),
  Type.Object({
    action: Type.Literal('volume'),
    volume: Type.Integer({ minimum: 0, maximum: 100 }),
  }),
]);
export type ShowAction = Type.Static<typeof ShowAction>;

/** Somewhere to play: a colleague's PC, or a television or loudspeaker without Hallway. */
export const Screen = Type.Object({
  /** Device id of a PC, or the id of what is nearby. */
  id: Type.String(),
  kind: Type.Union([Type.Literal('pc'), Type.Literal('renderer')]),
  name: Type.String(),
  /** What it plays, as far as this PC may know; `at` is of this PC's clock. */
  show: Type.Union([Show, Type.Null()]),
});
export type Screen = Type.Static<typeof Screen>;
