/** What members ask for the doctor's matrix. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/peer.ts';
import type { Office } from '../../office.ts';
import { ViewAnswers } from '../../members/peer-view.ts';
import { route } from '../route.ts';

export function peerViewRoutes(app: FastifyInstance, office: Office): void {
  const answers = new ViewAnswers(office);
  route(app, api.getPeerView, (_input, { request }) =>
    answers.for(office.peerServer.deviceOf(request)),
  );
}
