/** Updates: what the person is asked and says, and what members pull of this PC's own release. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as localApi from '../../../src/api/local.ts';
import * as api from '../../../src/api/peer.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { ownRelease } from '../../../src/update/release.ts';
import { installRoot } from '../../life/install-root.ts';
import type { AgentUpdate } from '../../life/update.ts';
import { route, streamOutRoute } from '../route.ts';
import { sendBytes } from '../send-file.ts';
import { TransferSlots } from '../transfer-slots.ts';

/** Files of one device that are read at the same time. */
const MOST = 4;

export function updateRoutes(app: FastifyInstance, update: AgentUpdate): void {
  route(app, localApi.getUpdate, () => update.state());
  route(app, localApi.startUpdate, () => update.begin());
}

export function peerUpdateRoutes(
  app: FastifyInstance,
  from: (request: FastifyRequest) => string,
): void {
  const own = ownRelease(installRoot)?.signed;
  const files = new Map(own?.release.files.map((file) => [file.sha256, file]));
  const slots = new TransferSlots(MOST);
  route(app, api.offeredRelease, () => ({
    release: own ? { version: own.release.version, target: own.release.target } : null,
  }));
  route(app, api.pullReleaseList, () => {
    if (!own) throw notThere();
    return { text: own.text, signature: own.signature };
  });
  streamOutRoute(app, api.pullReleaseFile, async ({ params }, { request, reply }) => {
    const found = files.get(params.hash);
    if (!found) throw notThere();
    const path = join(installRoot, found.path);
    return slots.use(from(request), () =>
      sendBytes(request, reply, {
        size: found.size,
        read: (range) => createReadStream(path, range ?? {}),
      }),
    );
  });
}

const notThere = (): HallwayError =>
  new HallwayError('request.not_found', 'This PC runs no signed release with that.');
