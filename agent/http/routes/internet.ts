/** The way to the internet, at the local door. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local-internet.ts';
import type { InternetDesk } from '../../internet/internet-desk.ts';
import { route } from '../route.ts';

export function internetRoutes(app: FastifyInstance, desk: InternetDesk): void {
  route(app, api.getInternet, () => desk.state());
  route(app, api.lendInternet, ({ params, body }) => desk.lend(params.device, body));
  route(app, api.endLentInternet, ({ params }) => desk.endLent(params.device));
  route(app, api.useInternet, ({ body }) => desk.use(body.device));
  route(app, api.leaveInternet, () => desk.leave());
}
