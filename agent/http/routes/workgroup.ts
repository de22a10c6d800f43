/** The workgroup: create, join, leave, members, invitations and requests; peers and the LAN. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local.ts';
import type { Device } from '../../../src/model/device.ts';
import type { Member } from '../../../src/model/workgroup.ts';
import type { Reception } from '../../members/reception.ts';
import { abandoned } from '../abandoned.ts';
import { route } from '../route.ts';

export function workgroupRoutes(app: FastifyInstance, reception: Reception): void {
  route(app, api.createWorkgroup, async ({ body }) => {
    const office = await reception.officeForEntering();
    return office.workgroup.create(body.name);
  });
  route(app, api.joinWorkgroup, async ({ body }, exchange) => {
    const gone = abandoned(exchange.reply.raw);
    const office = await reception.officeForEntering();
    const joined = await office.joining.join(body, gone);
    return { ...joined, members: office.workgroup.members().length };
  });
  route(app, api.leaveWorkgroup, async () => {
    const office = await reception.office();
    await office.workgroup.leave((statements) => office.deliver(statements));
    await reception.settled();
  });

  route(app, api.openInvitation, async ({ body }) => (await reception.office()).pairing.open(body));
  route(app, api.closeInvitation, async () => (await reception.office()).pairing.close());
  route(app, api.listJoinRequests, async () => (await reception.office()).pairing.requests());
  route(app, api.decideJoinRequest, async ({ params, body }) =>
    (await reception.office()).pairing.decide(params.id, body.admit),
  );

  route(app, api.listMembers, async () => reception.members(await reception.office()));
  route(app, api.removeMember, async ({ params, query }) => {
    const office = await reception.office();
    const { withAdmitted } = query;
    const before = reception.members(office);
    const removed = await office.workgroup.remove(params.device, {
      withAdmitted,
      deliver: (statements) => office.deliver(statements),
    });
    await reception.settled();
    return { removed: named(removed, before) };
  });
  route(app, api.listAdmitted, async ({ params }) => {
    const office = await reception.office();
    return named(office.workgroup.admittedOnlyBy(params.device), reception.members(office));
  });
  route(app, api.listNews, async () => (await reception.office()).workgroup.news());
  route(app, api.listPeers, async () => (await reception.office()).directory.peers());
  route(app, api.listNearby, async () => {
    const { nearby } = await reception.office();
    return nearby.look();
  });
}

/** With the names that they have now: the log keeps their first ones. */
function named(
  some: readonly { id: string; name: string }[],
  members: readonly Member[],
): Device[] {
  const names = new Map(members.map(({ id, name }) => [id, name]));
  return some.map(({ id, name }) => ({ id, name: names.get(id) ?? name }));
}
