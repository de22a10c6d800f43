/** How a share is reached by programs of this PC that know nothing of Hallway: by WebDAV. */
import * as Type from 'typebox';

export const Mount = Type.Object({
  /** Only programs of this PC reach it. */
  url: Type.String(),
  username: Type.String(),
  password: Type.String(),
  /** What makes it a folder of this system, to be typed or pasted as it is. */
  command: Type.String(),
});
export type Mount = Type.Static<typeof Mount>;
