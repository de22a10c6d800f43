/** The local door: playing on the screens of colleagues, on televisions, and what plays on this PC's. */
import * as Type from 'typebox';
import { DeviceId } from '../model/id.ts';
import {
  FilePlace,
  Screen,
  ScreenRule,
  ScreenRules,
  ShowAction,
  ShowId,
  ShowPosition,
} from '../model/screen.ts';
import { endpoint } from './endpoint.ts';
import { ShowAnswer } from './peer-screen.ts';

const base = '/api/v1/screens';
const params = Type.Object({ screen: Type.String({ minLength: 1, maxLength: 64 }) });

export const listScreens = endpoint({
  method: 'GET',
  path: base,
  summary: 'Where something can be played, and what plays there.',
  answer: Type.Array(Screen),
});

/** This PC's dashboard plays along. `asked`: it begins once somebody there says yes. */
export const playOnScreen = endpoint({
  method: 'POST',
  path: `${base}/:screen/show`,
  summary: 'Play a file on a colleague’s screen, a television or a loudspeaker.',
  params,
  body: Type.Object({
    file: FilePlace,
    position: Type.Optional(ShowPosition),
    /** Also in this PC's dashboard, in step; it does unless told otherwise. */
    along: Type.Optional(Type.Boolean()),
  }),
  answer: ShowAnswer,
});

export const controlScreen = endpoint({
  method: 'POST',
  path: `${base}/:screen/shows/:id`,
  summary: 'Play, pause, stop, seek or set the volume of what plays there.',
  params: Type.Object({ ...params.properties, id: ShowId }),
  body: ShowAction,
});

export const playAlong = endpoint({
  method: 'POST',
  path: `${base}/along`,
  summary: 'Play along with a colleague’s screen in this PC’s dashboard, or with none.',
  body: Type.Object({ screen: Type.Union([DeviceId, Type.Null()]) }),
});

export const decideShow = endpoint({
  method: 'POST',
  path: `${base}/requests/:id`,
  summary: 'Let a colleague show something here, or not.',
  params: Type.Object({ id: ShowId }),
  body: Type.Object({ admit: Type.Boolean() }),
});

export const getScreenRules = endpoint({
  method: 'GET',
  path: `${base}/rules`,
  summary: 'Who may show something on this PC’s screen.',
  answer: ScreenRules,
});

export const setScreenRule = endpoint({
  method: 'POST',
  path: `${base}/rules`,
  summary: 'Say who may show something on this PC’s screen; null for the rule of everybody.',
  body: Type.Object({
    device: Type.Optional(DeviceId),
    rule: Type.Union([ScreenRule, Type.Null()]),
  }),
  answer: ScreenRules,
});

/** For a dashboard that plays in step: the clock that `at` of the topic `screen` is of. */
export const readScreenClock = endpoint({
  method: 'GET',
  path: `${base}/clock`,
  summary: 'What the agent’s clock says, in milliseconds.',
  answer: Type.Object({ now: Type.Number() }),
});
