/** The guest's page and exactly the files that it loads, out of all that was built. */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GUEST_PATH } from '../../src/api/guest.ts';
import { HallwayError } from '../../src/base/errors.ts';

const PAGE = 'guest.html';
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** `statusOf`: of the page for this secret. The page itself says in words how its link stands. */
export function guestPages(
  app: FastifyInstance,
  folder: string,
  statusOf: (request: FastifyRequest, secret: string) => Promise<number>,
): void {
  const assets = filesOfPage(folder);
  app.get<{ Params: { secret: string } }>(`${GUEST_PATH}/:secret`, async (request, reply) => {
    const status = await statusOf(request, request.params.secret);
    const page = await readFile(join(folder, PAGE)).catch((cause: unknown) => {
      throw new HallwayError('request.not_found', 'The page for guests is not built.', { cause });
    });
    return reply.code(status).type('text/html; charset=utf-8').send(page);
  });
  app.get<{ Params: { file: string } }>('/assets/:file', async (request, reply) => {
    const { file } = request.params;
    if (!assets.has(file))
      throw new HallwayError('request.not_found', 'There is nothing at this address.');
    return reply
      .type(TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream')
      .header('cache-control', 'private, max-age=31536000, immutable')
      .send(await readFile(join(folder, 'assets', file)));
  });
  app.get('/icon.svg', async (_request, reply) =>
    reply.type('image/svg+xml').send(await readFile(join(folder, 'icon.svg'))),
  );
}

/** Names below `assets` that the page refers to, and those that these refer to. */
function filesOfPage(folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (path: string): void => {
    if (!existsSync(path)) return;
    for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(/([\w.-]+\.(?:js|css))\b/g)) {
      if (found.has(name) || !existsSync(join(folder, 'assets', basename(name)))) continue;
      found.add(name);
      look(join(folder, 'assets', name));
    }
  };
  look(join(folder, PAGE));
  return found;
}
