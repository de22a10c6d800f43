/**
 * The built dashboard: exactly the files that its folder held when it was built, by name.
 * Anything else that looks like a page is the page itself, which routes by its address.
 */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { HallwayError } from '../../src/base/errors.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The dashboard's pages and files; the one route of the local door that asks for no bearer. */
export const DASHBOARD_ROUTE = '/*';

/** Path of each file below `folder`, by its address. */
function listDashboardFiles(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [`/${relative(folder, path).split(sep).join('/')}`, path];
      }),
  );
}

/** True for the address of a page: no file ending and not the API. */
export function isPage(url: string): boolean {
  const path = url.split('?')[0] ?? '/';
  return !path.startsWith('/api/') && (extname(path) === '' || path === '/index.html');
}

export function serveDashboard(app: FastifyInstance, folder: string): void {
  const index = join(folder, 'index.html');
  let files = new Map<string, string>();
  let builtAt = 0;
  /** It may be built anew while the agent runs. */
  const look = (): void => {
    const at = statSync(index, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (at !== builtAt) files = listDashboardFiles(folder);
    builtAt = at;
  };
  app.get(DASHBOARD_ROUTE, { exposeHeadRoute: true }, async (request, reply) => {
    look();
    const path = request.url.split('?')[0] ?? '/';
    if (path.startsWith('/api/'))
      throw new HallwayError('request.not_found', 'There is nothing at this address.');
    const file = files.get(path) ?? (isPage(request.url) ? files.get('/index.html') : undefined);
    if (!file)
      throw new HallwayError('request.not_found', 'There is nothing at this address.', {
        fix: files.size === 0 ? 'The dashboard is not built: run `npm start`.' : undefined,
      });
    const hashed = path.startsWith('/assets/');
    return reply
      .type(TYPES[extname(file)] ?? 'application/octet-stream')
      .header('cache-control', hashed ? 'private, max-age=31536000, immutable' : 'no-cache')
      .send(createReadStream(file));
  });
}
