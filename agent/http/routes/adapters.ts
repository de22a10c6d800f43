/** The network adapters of this PC: which are used, and what the person wants with each. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local-network.ts';
import type { Reception } from '../../members/reception.ts';
import { route } from '../route.ts';

export function adapterRoutes(app: FastifyInstance, reception: Reception): void {
  route(app, api.listAdapters, async () => Array.from((await reception.office()).adapters.all()));
  route(app, api.chooseAdapter, async ({ params, body }) => {
    const { adapters } = await reception.office();
    adapters.choose(params.name, body.choice);
    return Array.from(adapters.all());
  });
}
