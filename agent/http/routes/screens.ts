/** Screens: where something is played, and what colleagues show on this PC's. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local-screen.ts';
import * as peerApi from '../../../src/api/peer-screen.ts';
import type { Reception } from '../../members/reception.ts';
import type { Office } from '../../office.ts';
import { route } from '../route.ts';
import type { From } from './peer.ts';

export function screenRoutes(app: FastifyInstance, reception: Reception): void {
  const media = async () => (await reception.office()).media;
  route(app, api.listScreens, async () => (await media()).list());
  route(app, api.playOnScreen, async ({ params, body: { file, ...how } }) =>
    (await media()).on(params.screen).play(params.screen, file, how),
  );
  route(app, api.controlScreen, async ({ params, body }) =>
    (await media()).on(params.screen).control(params.screen, params.id, body),
  );
  route(app, api.playAlong, async ({ body }) => (await media()).screens.along(body.screen));
  route(app, api.decideShow, async ({ params, body }) =>
    (await media()).screens.own.decide(params.id, body.admit),
  );
  route(app, api.getScreenRules, async () => (await media()).rules.view());
  route(app, api.setScreenRule, async ({ body }) =>
    (await media()).rules.set(body.device, body.rule),
  );
  route(app, api.readScreenClock, async () => ({ now: (await media()).clock.monotonic() }));
}

export function peerScreenRoutes(app: FastifyInstance, { media }: Office, from: From): void {
  const { screens } = media;
  route(app, peerApi.readScreen, ({ query }, { request }) =>
    screens.answer(from(request), query.follow === true),
  );
  route(app, peerApi.showOnScreen, ({ body }, { request }) =>
    screens.own.offer(from(request), body.file, body.position),
  );
  route(app, peerApi.actOnScreen, ({ params, body }, { request }) =>
    screens.own.act(from(request), params.id, body),
  );
}
