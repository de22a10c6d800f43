/** How Hallway shows itself on this PC's desktop. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local.ts';
import type { AgentDesktop } from '../../desktop/agent-desktop.ts';
import { route } from '../route.ts';

export function desktopRoutes(app: FastifyInstance, desktop: AgentDesktop): void {
  route(app, api.getDesktop, () => desktop.state());
  route(app, api.setDesktop, async ({ body }) => {
    await desktop.set(body);
    return desktop.state();
  });
}
