/** How Hallway shows itself on this PC's desktop, and what is paused from there. */
import * as Type from 'typebox';

export const DesktopLanguage = Type.Union([
  Type.Literal('en'),
  Type.Literal('de'),
  Type.Literal('fr'),
  Type.Literal('es'),
  Type.Literal('zh'),
]);

export const DesktopState = Type.Object({
  /** Nothing of this PC can be used by colleagues for now. */
  paused: Type.Boolean(),
  /** No notifications, and no call rings. */
  quiet: Type.Boolean(),
  /** Whether Hallway starts when the person signs in; null where it cannot be set here. */
  startup: Type.Union([Type.Boolean(), Type.Null()]),
  /** Of icon and notifications: the chosen one, or null for that of the system. */
  language: Type.Union([DesktopLanguage, Type.Null()]),
  /** `off`: the agent was started without; `none`: nothing here shows icons. */
  tray: Type.Union([Type.Literal('shown'), Type.Literal('none'), Type.Literal('off')]),
  /** Who shows notifications: this system, a dashboard whose browser may, or nobody. */
  notifies: Type.Union([Type.Literal('system'), Type.Literal('browser'), Type.Literal('none')]),
});
export type DesktopState = Type.Static<typeof DesktopState>;
