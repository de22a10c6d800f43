/** What peers may ask this device over the pinned link. */
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as api from '../../../src/api/peer.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { plainAddress } from '../../../src/net/ip-address.ts';
import { channelBinding, peerSpki } from '../../../src/net/tls-link.ts';
import type { Office } from '../../office.ts';
import { abandoned } from '../abandoned.ts';
import { route } from '../route.ts';
import { notePeerActivity } from './activity.ts';
import { peerFileRoutes } from './peer-files.ts';
import { peerLockRoutes } from './peer-locks.ts';
import { peerSendingRoutes } from './sendings.ts';
import { peerSwarmRoutes } from './peer-swarm.ts';
import { peerViewRoutes } from './peer-view.ts';
import { peerScreenRoutes } from './screens.ts';
import { peerSearchRoutes } from './search.ts';
import { peerTalkRoutes } from './talk.ts';
import { peerUpdateRoutes } from './update.ts';

export function peerRoutes(app: FastifyInstance, office: Office): void {
  const from = (request: FastifyRequest): string => office.peerServer.deviceOf(request);
  notePeerActivity(app, office, from);
  logRoutes(app, office, from);
  peerFileRoutes(app, office, from);
  peerLockRoutes(app, office, from);
  peerSwarmRoutes(app, office, from);
  peerSendingRoutes(app, office, from);
  peerScreenRoutes(app, office, from);
  printRoutes(app, office, from);
  peerSearchRoutes(app, office, from);
  peerTalkRoutes(app, office, from);
  peerUpdateRoutes(app, from);
  peerViewRoutes(app, office);
  pairRoutes(app, office);
}

export type From = (request: FastifyRequest) => string;

function logRoutes(app: FastifyInstance, office: Office, from: From): void {
  route(app, api.pullStatements, ({ body }) => office.workgroup.missing(body.heads));
  route(app, api.pushStatements, ({ body }) => void office.workgroup.add(body.statements));
  route(app, api.listResources, (_input, { request }) => office.resourcesFor(from(request)));
}

function printRoutes(app: FastifyInstance, office: Office, from: From): void {
  route(app, api.offerJob, ({ params, body }, { request }) => {
    // Its sender keeps the job and asks again.
    if (office.shares.gate.paused)
      throw new HallwayError('request.busy', 'Sharing is paused at that PC.', {
        fix: 'Try again later, or ask who sits there.',
      });
    const device = from(request);
    const name = office.directory.nameOf(device);
    return office.printing.receive({ device, name }, params.printer, body);
  });
  route(app, api.getPeerJob, ({ params }, { request }) =>
    office.printing.peerJob(from(request), params.id),
  );
  route(app, api.cancelPeerJob, ({ params }, { request }) =>
    office.printing.cancelPeerJob(from(request), params.id),
  );
  route(app, api.actOnPeerJob, ({ params, body }, { request }) =>
    office.printing.actOnPeerJob(from(request), params.id, body.action),
  );
}

function pairRoutes(app: FastifyInstance, office: Office): void {
  const channel = (request: FastifyRequest) => {
    const socket = request.raw.socket as TLSSocket;
    const spki = peerSpki(socket);
    if (!spki) throw new HallwayError('request.unauthorized', 'The connection was not proven.');
    return {
      key: socket,
      exporter: channelBinding(socket),
      peerSpki: spki,
      address: plainAddress(socket.remoteAddress ?? ''),
    };
  };
  route(app, api.pairExchange, ({ body }, { request }) =>
    office.pairing.exchange(channel(request), body),
  );
  route(app, api.pairConfirm, ({ body }, { request }) =>
    office.pairing.confirm(channel(request), body),
  );
  route(app, api.pairDecision, (_input, exchange) =>
    office.pairing.decision(channel(exchange.request).peerSpki, abandoned(exchange.reply.raw)),
  );
}
