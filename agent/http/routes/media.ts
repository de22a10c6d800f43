/** Sound and films that this person plays. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local-media.ts';
import { lastSegment } from '../../../src/base/safe-path.ts';
import { mediaType, openPlayed, subtitlesOf } from '../../media/played-files.ts';
import type { Reception } from '../../members/reception.ts';
import type { ContentServer } from '../content-server.ts';
import { route } from '../route.ts';
import { sendFile } from '../send-file.ts';
import { screenRoutes } from './screens.ts';

export function mediaRoutes(
  app: FastifyInstance,
  reception: Reception,
  content: ContentServer,
): void {
  screenRoutes(app, reception);
  route(app, api.createPlayAddress, async ({ params, body: { path } }) => {
    const file = await openPlayed(await reception.office(), { ...params, path });
    const type = mediaType(path);
    return content.mint(
      lastSegment(path),
      (request, reply) => sendFile(request, reply, file, path, { type }),
      { whileUsed: true },
    );
  });
  route(app, api.listPlaySources, async ({ params, query }) => {
    const { media } = await reception.office();
    return (await media.streams.known({ ...params, ...query }))?.given() ?? [];
  });
  route(app, api.readSubtitles, async ({ params, query }) => {
    const { access } = await reception.office();
    return subtitlesOf(access.open(params.device, params.share), query.path);
  });
}
