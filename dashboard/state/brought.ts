/**
 * What comes along with a message that is being written: links to things of the workgroup, and files
 * of this PC, which are given to those who are in the conversation.
 */
import { phrase } from '../locale/localization.ts';
import { cancelSending, stageGift, startSending } from '../../src/api/local.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Attachment, Conversation } from '../../src/model/talk.ts';
import { ask, upload } from '../data/agent-client.ts';
import type { LocalItems } from '../data/local-files.ts';
import { attempt, notices } from './notices.ts';
import { office } from './office.ts';

/** Of one message (`MessageBody`). */
const MOST = 8;
/** The longest name that the agent takes. */
const NAME_LENGTH = 255;

export interface Brought {
  readonly name: string;
  readonly kind: 'printer' | 'folder' | 'file';
  /** To be given: bytes of this browser. */
  readonly file?: File;
  /** What the message says of it; of a file once it was given. */
  attachment?: Attachment;
  /** How much of a file the agent has, 0 to 1. */
  part: number;
}

export class BroughtThings {
  readonly changes = new Emitter<{ list: undefined }>();
  #list: readonly Brought[] = [];
  /** On their way with a message: whether it is said decides about them. */
  #going: readonly Brought[] = [];
  #abort = new AbortController();

  get list(): readonly Brought[] {
    return this.#list;
  }

  link(attachment: Attachment): void {
    const { kind, name } = attachment;
    const shown = kind === 'printer' ? 'printer' : attachment.folder ? 'folder' : 'file';
    this.#add([{ name, kind: shown, attachment, part: 1 }]);
  }

  files({ files, folders }: LocalItems): void {
    if (folders.length > 0)
      notices.sayProblem(
        new HallwayError('request.invalid', phrase('Only files can be given with a message.'), {
          fix: phrase('Give a folder under “Transfers”, or share it and attach it from there.'),
        }),
      );
    this.#add(files.map((file) => ({ name: file.name, kind: 'file', file, part: 0 })));
  }

  remove(one: Brought): void {
    this.#keepOnly(this.#list.filter((other) => other !== one));
  }

  /** Another conversation is open. */
  clear(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#keepOnly([]);
  }

  /**
   * Hands the files to the agent, gives them to the others of the conversation, and says the message
   * they come along with; `say` tells whether it is said. What was given is not given again, and
   * taken back where it was left out before anything was said. Throws what giving throws,
   * `request.cancelled` after `clear`.
   */
  async send(
    open: Conversation,
    say: (attachments: Attachment[]) => Promise<boolean>,
  ): Promise<boolean> {
    const { signal } = this.#abort;
    const list = this.#list;
    this.#going = list;
    let isSaid = false;
    try {
      for (const one of list)
        if (one.file && !one.attachment)
          one.attachment = await this.#giveOne(one, one.file, open, signal);
      if (signal.aborted) throw cancelled();
      isSaid = await say(list.flatMap(({ attachment }) => attachment ?? []));
    } finally {
      this.#going = [];
      if (isSaid) this.#show(this.#list.filter((one) => !list.includes(one)));
      else for (const one of list) if (!this.#list.includes(one)) takeBack(one);
    }
    return isSaid;
  }

  #keepOnly(list: readonly Brought[]): void {
    for (const one of this.#list)
      if (!list.includes(one) && !this.#going.includes(one)) takeBack(one);
    this.#show(list);
  }

  #show(list: readonly Brought[]): void {
    this.#list = list;
    this.changes.emit('list', undefined);
  }

  async #giveOne(
    one: Brought,
    file: File,
    open: Conversation,
    signal: AbortSignal,
  ): Promise<Attachment> {
    const members = new Set(office.get('members')?.map(({ id }) => id));
    const to = open.others.filter((id) => members.has(id));
    if (to.length === 0)
      throw new HallwayError('request.invalid', phrase('There is nobody to give it to.'));
    const query = { name: one.name.slice(-NAME_LENGTH) };
    const onProgress = (part: number): void => {
      one.part = part;
      this.changes.emit('list', undefined);
    };
    const { path } = await upload(stageGift, { query }, file, { signal, onProgress });
    const body = { path, to: open.kind === 'everyone' ? ('all' as const) : to };
    // Not cut off: the agent may have given it by then, and it could not be taken back.
    if (signal.aborted) throw cancelled();
    const { id, name } = await ask(startSending, { body });
    const device = office.ownId ?? '';
    return { kind: 'file', device, share: id, path: name, name, folder: false };
  }

  #add(more: readonly Brought[]): void {
    const all = [...this.#list, ...more];
    if (all.length > MOST)
      notices.say(phrase('At most {0} things come along with a message.', MOST));
    this.#show(all.slice(0, MOST));
  }
}

/** Of what was given: whoever is offered it could read it, though no message leads there. */
function takeBack({ file, attachment }: Brought): void {
  if (!file || attachment?.kind !== 'file') return;
  const params = { id: attachment.share };
  void attempt(() => ask(cancelSending, { params }));
}

function cancelled(): HallwayError {
  return new HallwayError('request.cancelled', phrase('Cancelled.'));
}
