/** `search`: files and folders on every PC, by their names and contents. */
import { search as searchAll } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import {
  MARK,
  type FileKind,
  type Holder,
  type SearchAnswer,
  type SearchHit,
} from '../../../src/model/search.ts';
import { answerLines } from '../answer-lines.ts';
import { agentEnded } from '../find-agent.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { isoTime, plural, sizeText, table, timeText } from '../output.ts';
import { findDevice } from '../resolve.ts';
import { sizeOption } from '../size-option.ts';

const KINDS: Readonly<Record<FileKind, FileKind>> = {
  folder: 'folder',
  document: 'document',
  picture: 'picture',
  audio: 'audio',
  video: 'video',
  archive: 'archive',
  other: 'other',
};

/** Of those that have the same, below a hit. */
const MOST_PLACES = 5;

export const search: Command = {
  name: 'search',
  usage:
    'WORDS… [--on DEVICE] [--who PERSON] [--kind KIND] [--larger SIZE] [--smaller SIZE] [--since DATE] [--until DATE] [--limit N]',
  summary: 'find files on every PC, by name and content',
  details:
    'Words are found wherever they begin; "in quotes" they stand together. --who takes the name of\n' +
    'whose PC it is, as its system knows it, or of the PC: all PCs of that person. --kind is one of\n' +
    'folder, document, picture, audio, video, archive, other. --larger and --smaller take a size such\n' +
    'as 10MB, --since and --until the day of the last change, such as 2026-11-03.',
  options: {
    on: { type: 'string' },
    who: { type: 'string' },
    kind: { type: 'string' },
    larger: { type: 'string' },
    smaller: { type: 'string' },
    since: { type: 'string' },
    until: { type: 'string' },
    limit: { type: 'string' },
  },
  arguments: [1, 50],
  async run(context) {
    const words = context.argumentsFrom(0).join(' ');
    if (words.trim() === '' || words.length > 200)
      throw new UsageError('Say what to look for, in at most 200 characters.');
    const kind = context.choice('kind', KINDS);
    const limit = context.integer('limit', 1, 200);
    const on = context.text('on');
    const devices = on === undefined ? undefined : [(await findDevice(context.client, on)).id];
    const person = context.text('who');
    if (person !== undefined && (person.trim() === '' || person.length > 63))
      throw new UsageError('--who takes a name of at most 63 characters.');
    const bounds = {
      person,
      minSize: size(context, 'larger'),
      maxSize: size(context, 'smaller'),
      since: day(context, 'since', 'T00:00:00'),
      until: day(context, 'until', 'T23:59:59.999'),
    };
    const answer = await ask(context, { words, kinds: kind && [kind], limit, devices, ...bounds });
    context.answer(
      {
        hits: answer.hits.map((hit) => ({
          device: hit.device,
          device_name: hit.deviceName,
          person: hit.person,
          share: hit.shareName,
          path: hit.path,
          kind: hit.kind,
          size: hit.size,
          modified: isoTime(hit.modified),
          snippet: marked(hit.snippet, '', ''),
          score: hit.score,
          root: hit.root ?? null,
          holders: hit.holders.map(({ device, deviceName, shareName, path, root }) => ({
            device,
            device_name: deviceName,
            share: shareName,
            path,
            root: root ?? null,
          })),
        })),
        answered: answer.answered,
        asked: answer.asked,
      },
      textOf(context, answer),
    );
    const { answered, asked, silent, reading } = answer;
    if (silent.length > 0)
      context.note(`${answered} of ${asked} PCs answered. Not heard: ${namesOf(silent)}.`);
    if (reading.length > 0)
      context.note(`Still reading what they share, so there may be more: ${namesOf(reading)}.`);
  },
};

function size(context: Context, name: string): number | undefined {
  const text = context.text(name);
  return text === undefined ? undefined : sizeOption(name, text);
}

/** A day alone begins, or ends, in this PC's own time zone. */
function day(context: Context, name: string, time: string): number | undefined {
  const text = context.text(name);
  if (text === undefined) return undefined;
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? text + time : text);
  if (!(at >= 0)) throw new UsageError(`--${name} takes a date such as 2026-11-03.`);
  return at;
}

/** The last line of the agent's answer; the ones before it are for people who watch. */
async function ask(
  { client }: Context,
  body: {
    words: string;
    kinds: FileKind[] | undefined;
    limit: number | undefined;
    devices: string[] | undefined;
    person: string | undefined;
    minSize: number | undefined;
    maxSize: number | undefined;
    since: number | undefined;
    until: number | undefined;
  },
): Promise<SearchAnswer> {
  let last: SearchAnswer | undefined;
  for await (const line of answerLines<SearchAnswer, typeof searchAll>(client, searchAll, { body }))
    last = line;
  if (last?.done) return last;
  throw agentEnded();
}

function textOf({ io }: Context, { hits }: SearchAnswer): string {
  const rows = hits.map((hit) => [
    placeOf(hit),
    hit.kind === 'folder' ? 'folder' : sizeText(hit.size),
    timeText(hit.modified),
    hit.holders.length > 1 ? `in ${plural(hit.holders.length, 'place')}` : '',
  ]);
  const lines = table(['PATH', 'SIZE', 'MODIFIED', ''], rows, 'Nothing found.').split('\n');
  // Below each hit what stands in it, and who has it too.
  const bold = io.out.terminal;
  return hits
    .reduce(
      (text, hit, at) => {
        const shown = marked(hit.snippet, bold ? '\u001b[1m' : '', bold ? '\u001b[22m' : '');
        text.push(lines[at + 1] ?? '', ...(shown === '' ? [] : [`    ${shown}`]), ...othersOf(hit));
        return text;
      },
      [lines[0] ?? ''],
    )
    .join('\n');
}

function placeOf({
  deviceName,
  shareName,
  path,
}: Pick<Holder, 'deviceName' | 'shareName' | 'path'>): string {
  return `${deviceName}/${shareName}/${path}`;
}

function othersOf({ root, holders }: SearchHit): string[] {
  const others = holders.slice(1);
  const lines = others.slice(0, MOST_PLACES).map((holder) => {
    const isSame = root !== undefined && holder.root === root;
    return `    ${isSame ? 'also' : 'seems to be also'} ${displayText(placeOf(holder), 400)}`;
  });
  const more = others.length - lines.length;
  return more > 0 ? [...lines, `    and in ${plural(more, 'more place')}`] : lines;
}

/** What others' files say is hostile: nothing but the own marks drives the terminal. */
function marked(snippet: string, open: string, close: string): string {
  return snippet
    .split(MARK.open)
    .flatMap((part, at) => {
      const [hit = '', rest] = at === 0 ? ['', part] : part.split(MARK.close);
      const before = at === 0 ? '' : `${open}${safe(hit)}${close}`;
      return [before, safe(rest ?? '')];
    })
    .join('');
}

function safe(text: string): string {
  const shown = displayText(text, 600);
  // Spaces beside a mark stay.
  return `${/^\s/.test(text) ? ' ' : ''}${shown}${shown !== '' && /\s$/.test(text) ? ' ' : ''}`;
}

function namesOf(names: readonly string[]): string {
  return names.map((name) => displayText(name, 63)).join(', ');
}
