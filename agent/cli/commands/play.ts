/** `play`: sound and films of any share. */
import { createHandover, statEntry } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { playOnScreen } from '../../../src/api/local-screen.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { findPlace, shareParams, type RemotePlace } from '../remote-path.ts';
import { findScreen, secondsOf } from './screens.ts';
import { showPage } from '../show-page.ts';

const PLAYABLE = /\.(?:aac|flac|m4a|m4v|mkv|mov|mp3|mp4|oga|ogg|ogv|opus|wav|webm)$/i;

export const play: Command = {
  name: 'play',
  usage: 'DEVICE/SHARE/PATH [--on SCREEN] [--at TIME]',
  summary: 'play a song or film in the dashboard, or on another screen',
  details:
    'It comes from every PC that has it. --on plays it on a colleague’s PC, a television or a\n' +
    'loudspeaker (`hallway screens` lists them); a person there may be asked first. Without it the\n' +
    'address signs one browser in and is good for 30 seconds; --json only prints it.',
  options: { on: { type: 'string' }, at: { type: 'string' } },
  arguments: [1, 1],
  async run(context) {
    const place = await playable(context, context.argument(0));
    const on = context.text('on');
    if (on !== undefined) return playOn(context, on, place);
    const url = new URL((await context.client.call(createHandover, {})).url);
    const { device, share } = shareParams(place);
    url.pathname = `/files/${encodeURIComponent(device)}/${encodeURIComponent(share)}/view`;
    url.searchParams.set('path', place.path);
    await showPage(context, url.href);
  },
};

async function playOn(context: Context, on: string, place: RemotePlace): Promise<void> {
  const at = context.text('at');
  const position = at === undefined ? undefined : secondsOf(at);
  const screen = await findScreen(context, on);
  const file = { ...shareParams(place), path: place.path };
  const body = { file, along: false, ...(position === undefined ? {} : { position }) };
  const answer = await context.client.call(playOnScreen, { params: { screen: screen.id }, body });
  const name = displayText(screen.name, 63);
  context.answer(
    { screen: screen.id, ...answer },
    answer.state === 'showing' ? `It plays on ${name}.` : `${name} is asked.`,
  );
}

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
