/**
 * What a door answers, as an OpenAPI document. Made when somebody asks, by hanging the same routes into
 * an app that answers nobody: what makes it would slow each start down.
 */
import type { FastifyInstance } from 'fastify';
import type { Log } from '../../src/base/log.ts';
import { contractApp } from './door.ts';

export async function describeApi(
  info: { title: string; version: string },
  routes: (app: FastifyInstance) => void,
  log: Log,
): Promise<object> {
  const { default: swagger } = await import('@fastify/swagger');
  const app = contractApp(log);
  try {
    await app.register(swagger, { openapi: { info } });
    routes(app);
    await app.ready();
    return app.swagger();
  } finally {
    await app.close();
  }
}
