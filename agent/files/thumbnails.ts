/** Puts together what makes small pictures of files: the thumbnailer's process, and what is kept. */
import { join } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import {
  THUMBNAIL_FORMATS,
  ThumbnailProcess,
  type ThumbnailProcessOptions,
} from '../../src/printing/conversion/thumbnail/thumbnail-process.ts';
import { ThumbnailCache } from '../../src/shares/thumbnails/thumbnail-cache.ts';
import { ThumbnailDesk } from '../../src/shares/thumbnails/thumbnail-desk.ts';
import { systemEnvironment } from '../printing/conversion.ts';
import { installRoot, programFile } from '../life/install-root.ts';

export function composeThumbnails(options: { home: string; clock: Clock; log: Log }): {
  desk: ThumbnailDesk;
  process: ThumbnailProcess;
} {
  const made = thumbnailProcess(options);
  const maker = { formats: THUMBNAIL_FORMATS, make: made.make.bind(made) };
  const cache = new ThumbnailCache(join(options.home, 'thumbnails'));
  return { desk: new ThumbnailDesk(cache, maker), process: made };
}

/** As this system is, but for what is given. */
export function thumbnailProcess(
  given: Pick<ThumbnailProcessOptions, 'clock' | 'log'> & Partial<ThumbnailProcessOptions>,
): ThumbnailProcess {
  return new ThumbnailProcess({
    node: process.execPath,
    entry: programFile('thumbnailer'),
    code: [installRoot],
    env: systemEnvironment(),
    ...given,
  });
}
