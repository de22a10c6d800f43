/** The peer door: what plays on a colleague's screen. */
import * as Type from 'typebox';
import { FilePlace, Show, ShowAction, ShowId, ShowPosition } from '../model/screen.ts';
import { endpoint } from './endpoint.ts';

const base = '/peer/v1/screen';

/** How a wish to show something ended so far. */
export const ShowAnswer = Type.Object({
  id: ShowId,
  state: Type.Union([Type.Literal('showing'), Type.Literal('asked')]),
});
export type ShowAnswer = Type.Static<typeof ShowAnswer>;

/**
 * Asked again and again by whoever plays along: `now` is the clock that `at` is of. Who may not
 * know what plays there is told that nothing does.
 */
export const readScreen = endpoint({
  method: 'GET',
  path: base,
  summary: 'What plays on the screen of this PC, and what its clock says.',
  query: Type.Object({ follow: Type.Optional(Type.Boolean()) }),
  answer: Type.Object({
    now: Type.Number(),
    show: Type.Union([Show, Type.Null()]),
    /** The caller's own wish waits for a yes. */
    asked: Type.Boolean(),
  }),
});

export const showOnScreen = endpoint({
  method: 'POST',
  path: base,
  summary: 'Show a file on the screen of this PC; its person may be asked first.',
  body: Type.Object({ file: FilePlace, position: Type.Optional(ShowPosition) }),
  answer: ShowAnswer,
});

export const actOnScreen = endpoint({
  method: 'POST',
  path: `${base}/:id`,
  summary: 'Play, pause, stop, seek or set the volume of what is shown.',
  params: Type.Object({ id: ShowId }),
  body: ShowAction,
});

/** What the sender's screen shows is different now: whoever plays along asks what it is. */
export const ScreenFrame = Type.Object({ type: Type.Literal('screen') });
export type ScreenFrame = Type.Static<typeof ScreenFrame>;
