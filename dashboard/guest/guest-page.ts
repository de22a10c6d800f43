/** The page of a link for guests: what it lets one do, and nothing else. */
import { call } from '../../src/api/client.ts';
import { endpointPath } from '../../src/api/endpoint.ts';
import {
  dropAsGuest,
  getGuestJob,
  printAsGuest,
  takeAsGuest,
  viewGuestLink,
} from '../../src/api/guest.ts';
import { asHallwayError } from '../../src/base/errors.ts';
import { displayText } from '../../src/base/text.ts';
import type { GuestItem, GuestView } from '../../src/model/guest.ts';
import { formatSize } from '../words/format.ts';
import { ask, secret, send } from './guest-client.ts';
import { endText, jobText, problemText, text } from './guest-words.ts';
import { element, foreign } from './parts.ts';
import { SentList } from './sent-list.ts';

const JOB_MS = 1500;
/** A timer cannot count further; nobody's page stays open for so long. */
const LONGEST_MS = 24 * 3_600_000;
const FINAL = ['completed', 'canceled', 'aborted'];

function show(...parts: readonly (Node | string)[]): void {
  document.getElementById('page')?.replaceChildren(...parts);
}

function message(heading: string, lead: string, again = false): void {
  const button = element('button', { type: 'button', click: () => void load() }, text.again);
  show(
    element('h1', {}, heading),
    element('p', { role: 'alert' }, lead),
    ...(again ? [button] : []),
  );
  document.title = heading;
}

async function load(): Promise<void> {
  try {
    page(await call(ask, viewGuestLink, { params: { secret } }));
  } catch (error) {
    const { code } = asHallwayError(error);
    if (code === 'guest.ended') message(text.over, text.overLead);
    else if (code === 'guest.not_found' || code === 'request.invalid')
      message(text.wrong, text.wrongLead);
    else message(text.wrong, problemText(error), true);
  }
}

function page({ name, device, left, print, drop, take }: GuestView): void {
  show(
    element('p', { class: 'small' }, text.from, ' ', foreign(device)),
    element('h1', {}, foreign(displayText(name, 63, 'Hallway'))),
    element('p', { class: 'soft' }, endText(left)),
    ...(print ? [printing(print)] : []),
    ...(drop ? [dropping()] : []),
    ...(take.length > 0 ? [taking(take)] : []),
    element('p', { class: 'small soft' }, text.open),
  );
  document.title = displayText(name, 63, 'Hallway');
  if (left < LONGEST_MS) setTimeout(() => message(text.over, text.overLead), left);
}

/** A button that opens the phone's own chooser. */
function chooser(words: string, several: boolean, chosen: (files: Iterable<File>) => void) {
  const input = element('input', { type: 'file', class: 'unseen', multiple: several });
  input.addEventListener('change', () => {
    chosen(Array.from(input.files ?? []));
    input.value = '';
  });
  return element('label', { class: 'choose' }, input, words);
}

function printing(printer: NonNullable<GuestView['print']>): HTMLElement {
  const copies = element('input', {
    type: 'number',
    min: '1',
    max: '20',
    value: '1',
    inputmode: 'numeric',
  });
  const twoSided = element('input', { type: 'checkbox' });
  const gray = element('input', { type: 'checkbox' });
  const sent = new SentList(async (file, options, row) => {
    const query = {
      name: file.name.slice(0, 255) || 'Document',
      copies: Math.min(20, Math.max(1, Math.trunc(copies.valueAsNumber || 1))),
      ...(twoSided.checked ? { twoSided: true } : {}),
      ...(gray.checked ? { gray: true } : {}),
    };
    const job = await send(printAsGuest, { params: { secret }, query }, file, options);
    row.say(jobText(job.state));
    void follow(job.id, (words, done) => row.say(words, done));
  });
  const check = (box: HTMLElement, words: string) =>
    element('label', { class: 'check' }, box, words);
  return element(
    'section',
    {},
    element('h2', {}, text.print),
    element('p', { class: 'soft' }, text.printer, ' ', foreign(printer.name)),
    element('label', { class: 'check' }, text.copies, copies),
    ...(printer.duplex ? [check(twoSided, text.twoSided)] : []),
    ...(printer.color ? [check(gray, text.gray)] : []),
    chooser(text.chooseDocument, false, (files) => sent.add(files)),
    sent.list,
  );
}

/** Asks until the document is printed, or is not. */
async function follow(job: string, say: (words: string, done?: boolean) => void): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, JOB_MS));
    const now = await call(ask, getGuestJob, { params: { secret, job } }).catch(() => undefined);
    if (!now) return;
    const done = now.state === 'completed';
    say(done ? jobText(now.state) : [jobText(now.state), now.message].join(' ').trim(), done);
    if (FINAL.includes(now.state)) return;
  }
}

function dropping(): HTMLElement {
  const sent = new SentList(async (file, options, row) => {
    const query = { name: file.name.slice(0, 255) || 'file' };
    await send(dropAsGuest, { params: { secret }, query }, file, options);
    row.say(text.received, true);
  });
  const made = element(
    'section',
    {},
    element('h2', {}, text.drop),
    element('p', { class: 'soft' }, text.dropHint),
    chooser(text.chooseFiles, true, (files) => sent.add(files)),
    sent.list,
  );
  made.addEventListener('dragover', (event) => event.preventDefault());
  made.addEventListener('drop', (event) => {
    event.preventDefault();
    sent.add(Array.from(event.dataTransfer?.files ?? []));
  });
  return made;
}

function taking(items: readonly GuestItem[]): HTMLElement {
  return element(
    'section',
    {},
    element('h2', {}, text.take),
    element(
      'ul',
      {},
      ...items.map(({ name, kind, bytes }, index) => {
        const item = String(index);
        const href = endpointPath(takeAsGuest, { secret, item });
        const size = kind === 'folder' ? text.archive : formatSize(bytes);
        return element(
          'li',
          {},
          element('a', { href, download: true }, foreign(displayText(name, 255, '?'))),
          element('span', { class: 'small soft' }, size),
        );
      }),
    ),
  );
}

void load();
