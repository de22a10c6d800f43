/** `play`: sound and films of any share. */
import { createHandover, statEntry } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { openBrowser } from '../../platform/browser.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { findPlace, shareParams, type RemotePlace } from '../remote-path.ts';

const PLAYABLE = /\.(?:aac|flac|m4a|m4v|mkv|mov|mp3|mp4|oga|ogg|ogv|opus|wav|webm)$/i;

export const play: Command = {
  name: 'play',
  usage: 'DEVICE/SHARE/PATH',
  summary: 'play a song or film in the dashboard',
  details:
    'It comes from every PC that has it. The address signs one browser in and is good for 30 seconds; --json only prints it.',
  arguments: [1, 1],
  async run(context) {
    const place = await playable(context, context.argument(0));
    const url = new URL((await context.client.call(createHandover, {})).url);
    const { device, share } = shareParams(place);
    url.pathname = `/files/${encodeURIComponent(device)}/${encodeURIComponent(share)}/view`;
    url.searchParams.set('path', place.path);
    context.answer({ url: url.href }, url.href);
    if (context.json) return;
    if (!(await openBrowser(url.href, context.home)))
      context.note('No browser could be opened here: open the address above yourself.');
  },
};

/** A file that can be played; throws `path.not_found`, `request.invalid`. */
export async function playable(context: Context, text: string): Promise<RemotePlace> {
  const place = await findPlace(context.client, text);
  if (place.path === '') throw new UsageError('Say which file: DEVICE/SHARE/PATH.');
  await context.client.call(statEntry, { params: shareParams(place), query: { path: place.path } });
  if (PLAYABLE.test(place.path)) return place;
  throw new HallwayError(
    'request.invalid',
    `${displayText(place.path, 300)} is neither sound nor a film that browsers know.`,
    { fix: '`hallway get` fetches it for a program of this PC.' },
  );
}
