/** Conversations: asked here by this person, and by the other PCs. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local-talk.ts';
import * as peerApi from '../../../src/api/peer-talk.ts';
import type { Office } from '../../office.ts';
import type { Reception } from '../../members/reception.ts';
import { route } from '../route.ts';
import { callRoutes } from './calls.ts';
import type { From } from './peer.ts';

export function talkRoutes(app: FastifyInstance, reception: Reception): void {
  callRoutes(app, reception);
  const talk = async () => (await reception.office()).talk;
  route(app, api.listConversations, async () => (await talk()).conversations());
  route(app, api.beginGroup, async ({ body }) =>
    (await talk()).begin(body.name, body.members, body.after),
  );
  route(app, api.listMessages, async ({ query }) => (await talk()).messages(query));
  route(app, api.sendMessage, async ({ params, body }) =>
    (await talk()).send(params.conversation, body),
  );
  route(app, api.reactToMessage, async ({ params, body }) =>
    (await talk()).react(params.conversation, body.message, body.sign),
  );
  route(app, api.hideMessage, async ({ params }) =>
    (await talk()).hide(params.conversation, params.message),
  );
  route(app, api.readConversation, async ({ params }) => (await talk()).read(params.conversation));
  route(app, api.tellTyping, async ({ params }) => (await talk()).typing(params.conversation));
}

export function peerTalkRoutes(app: FastifyInstance, office: Office, from: From): void {
  route(app, peerApi.pullMessages, ({ body }, { request }) =>
    office.talk.answer(from(request), body),
  );
  route(app, peerApi.swapJournals, ({ body }) => office.talking.gossip.answer(body.heads));
}
