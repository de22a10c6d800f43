/** `send` and `sent`: gives a file or folder to several PCs, or to all. */
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cancelSending, listSendings, startSending } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Sending, SendingTarget } from '../../../src/model/sending.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { copyResult, type CopiedFile } from '../copy-result.ts';
import { sendingDocument, sendingTable } from '../gift-text.ts';
import { statHere } from '../local-path.ts';
import { plural, sizeText } from '../output.ts';
import { hashFile } from '../part-file.ts';
import { Progress } from '../progress.ts';
import { findDevice, resolveOne } from '../resolve.ts';
import { readLocalTree } from '../upload.ts';

/** How often it is asked how it stands: soon where it takes short, so that no wait of its own shows. */
const FIRST_LOOK_MS = 40;
const LOOK_MS = 300;
/** Why nothing goes to a PC yet; said once. */
const WAITS: Readonly<Record<string, string>> = {
  waiting: 'is not reached yet: it is offered as soon as that PC is.',
  asked: 'is asked: somebody there has to say yes, in the dashboard or by `hallway offers`.',
};
const OPEN = new Set<string>(['waiting', 'asked', 'running', 'paused']);

export const send: Command = {
  name: 'send',
  usage: 'SRC --to DEVICE…|all [--no-wait]',
  summary: 'give a file or folder to several PCs, or to all, at once',
  details:
    'Each of them takes it by its own rule: at once, after a yes, or not at all. They give it to each\n' +
    'other too, so many get it nearly as fast as one. A PC that is off gets it when it is back. The\n' +
    'command waits until all have it; ended before, or with --no-wait, the agent goes on with it\n' +
    '(`hallway sent`).',
  options: { to: { type: 'string', multiple: true }, 'no-wait': { type: 'boolean' } },
  arguments: [1, 201],
  async run(context) {
    const startedAt = performance.now();
    const path = resolve(context.io.cwd, context.argument(0));
    await statHere(path);
    const to = await receivers(context);
    const sending = await context.client.call(startSending, { body: { path, to } });
    if (context.flag('no-wait')) {
      context.answer(
        { ...result(sending, [], startedAt), hash: null, files: sending.files },
        `Offered to ${plural(sending.to.length, 'PC')}. \`hallway sent\` shows how far it is.`,
      );
      return;
    }
    // Of many small files their hashes cost more than giving them.
    const hashes = context.json ? contents(path, sending) : Promise.resolve([]);
    hashes.catch(() => {});
    const last = await ended(context, sending);
    if (last.to.some(({ state }) => state !== 'done')) context.foundFaults();
    const document = result(last, await hashes, startedAt);
    context.answer(document, summary(last, document.seconds));
  },
};

export const sent: Command = {
  name: 'sent',
  usage: '',
  summary: 'what this PC gives, and how far each receiver is',
  arguments: [0, 0],
  async run(context) {
    const found = await context.client.call(listSendings, {});
    context.answer(found.map(sendingDocument), sendingTable(found));
  },
};

export const sentCancel: Command = {
  name: 'sent cancel',
  usage: 'ID',
  summary: 'take back what was offered, or clear what is over from the list',
  arguments: [1, 1],
  async run(context) {
    const { id } = resolveOne(context.argument(0), await context.client.call(listSendings, {}), {
      noun: 'sending',
      notFound: 'transfer.not_found',
      hint: '`hallway sent` lists them.',
    });
    const sending = await context.client.call(cancelSending, { params: { id } });
    context.answer(sendingDocument(sending), sendingTable([sending]));
  },
};

/** `--to Anna Ben`: what follows the first argument belongs to the same list. */
async function receivers(context: Context): Promise<'all' | string[]> {
  const named = context.texts('to');
  if (named.length === 0) throw new UsageError('Say whom to give it to: --to DEVICE… or --to all.');
  const wanted = [...named, ...context.argumentsFrom(1)];
  if (wanted.includes('all')) {
    if (wanted.length > 1) throw new UsageError('--to takes all or devices, not both.');
    return 'all';
  }
  const ids = new Set<string>();
  for (const one of wanted) {
    const device = await findDevice(context.client, one);
    if (device.server)
      throw new HallwayError('request.invalid', `${displayText(device.name)} has no Hallway.`, {
        fix: 'Copy it there with `hallway put`.',
      });
    ids.add(device.id);
  }
  return [...ids];
}

async function contents(path: string, { kind, name }: Sending): Promise<CopiedFile[]> {
  if (kind === 'file')
    return [{ path: name, bytes: (await statHere(path)).size, hash: await hashFile(path) }];
  const { files } = await readLocalTree(path);
  const all: CopiedFile[] = [];
  for (const { source, relative, size } of files)
    all.push({ path: relative, bytes: size, hash: await hashFile(source) });
  return all;
}

async function ended(context: Context, first: Sending): Promise<Sending> {
  const { client } = context;
  const progress = new Progress(context.io.err, first.bytes * first.to.length, first.name);
  const begun = performance.now();
  let shown = 0;
  let now = first;
  const told = new Set<string>();
  try {
    while (now.to.some(({ state }) => OPEN.has(state))) {
      await wait(Math.min(LOOK_MS, Math.max(FIRST_LOOK_MS, (performance.now() - begun) / 10)));
      const found = (await client.call(listSendings, {})).find(({ id }) => id === first.id);
      if (!found) throw new HallwayError('request.cancelled', 'It was cancelled meanwhile.');
      now = found;
      const bytes = now.to.reduce((sum, target) => sum + target.bytes, 0);
      progress.add(bytes - shown);
      for (const { device, name, state } of now.to) {
        const word = WAITS[state];
        if (!word || told.has(device + state)) continue;
        told.add(device + state);
        context.note(`${displayText(name)} ${word}`);
      }
      shown = bytes;
    }
    return now;
  } finally {
    progress.end();
  }
}

function result(
  { id, kind, bytes, to }: Sending,
  files: readonly CopiedFile[],
  startedAt: number,
): ReturnType<typeof copyResult> & { id: string; to: SendingTarget[] } {
  return { ...copyResult(files, startedAt, kind === 'folder'), bytes, id, to };
}

function summary({ bytes, files, to }: Sending, seconds: number): string {
  const got = to.filter(({ state }) => state === 'done');
  const words: Record<string, string> = { declined: 'did not want it', cancelled: 'was cancelled' };
  const not = to
    .filter(({ state }) => state !== 'done')
    .map(({ name, state, problem }) => `${displayText(name)}: ${problem ?? words[state] ?? state}`);
  const head = `${plural(got.length, 'PC')} got ${plural(files, 'file')}, ${sizeText(bytes)}, in ${seconds} s.`;
  return [head, ...not].join('\n');
}
