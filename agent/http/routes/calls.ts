/** Calls: placed, taken and ended by this PC's dashboards. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local-calls.ts';
import type { Reception } from '../../members/reception.ts';
import { route, streamOutRoute } from '../route.ts';
import { sendLine } from '../send-line.ts';

export function callRoutes(app: FastifyInstance, reception: Reception): void {
  const talking = async () => (await reception.office()).talking;
  const calls = async () => (await talking()).calls;
  streamOutRoute(app, api.startCall, async ({ body }, { reply }) => {
    const desk = await calls();
    return sendLine(
      reply,
      (line) => desk.place(body, line),
      (line) => desk.lineGone(line),
    );
  });
  streamOutRoute(app, api.takeCall, async ({ params, body }, { reply }) => {
    const desk = await calls();
    return sendLine(
      reply,
      (line) => desk.take(params.call, body.shows, line),
      (line) => desk.lineGone(line),
    );
  });
  route(app, api.leaveCall, async ({ params }) => (await calls()).leave(params.call));
  route(app, api.dropFromCall, async ({ params, body }) =>
    (await calls()).drop(params.call, body.device, body.why),
  );
  route(app, api.addToCall, async ({ params, body }) =>
    (await calls()).add(params.call, body.device),
  );
  route(app, api.showInCall, async ({ params, body }) =>
    (await calls()).show(params.call, body.shows),
  );
  route(app, api.signalCall, async ({ params, body }) =>
    (await calls()).signal(params.call, body.to, body.signal),
  );
  route(app, api.listCalls, async ({ query }) =>
    (await talking()).past.list(query.conversation, query.limit ?? 100),
  );
}
