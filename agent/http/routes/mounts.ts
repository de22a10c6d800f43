/** Shares as folders of this system. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local.ts';
import type { DavDoor } from '../../files/dav-door.ts';
import { mountCommand, mountWay } from '../../platform/mounts.ts';
import { route } from '../route.ts';

export function mountRoutes(app: FastifyInstance, dav: DavDoor): void {
  route(app, api.getMount, async ({ params }) => {
    const place = await dav.mountOf(params);
    return { ...place, command: mountCommand(place, mountWay()) };
  });
}
