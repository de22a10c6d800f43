/** The network adapters of this PC: which are used, and what the person wants with each. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local-network.ts';
import type { Host } from '../../host.ts';
import { route } from '../route.ts';

export function adapterRoutes(app: FastifyInstance, host: Host): void {
  route(app, api.listAdapters, async () => Array.from((await host.office()).adapters.all()));
  route(app, api.chooseAdapter, async ({ params, body }) => {
    const { adapters } = await host.office();
    adapters.choose(params.name, body.choice);
    return Array.from(adapters.all());
  });
}
