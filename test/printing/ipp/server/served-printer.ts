/** An IPP server over a real print service with a virtual printer, and a client that writes bytes. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Clock } from '../../../../src/base/clock.ts';
import { silentLog } from '../../../../src/base/log.ts';
import type { Printer } from '../../../../src/model/printer.ts';
import { GroupTag } from '../../../../src/printing/ipp/constants.ts';
import { decodeMessage } from '../../../../src/printing/ipp/decode.ts';
import { encodeMessage } from '../../../../src/printing/ipp/encode.ts';
import { ANSWER_LIMITS } from '../../../../src/printing/ipp/limits.ts';
import { IppServer } from '../../../../src/printing/ipp/server/ipp-server.ts';
import { JobBook } from '../../../../src/printing/ipp/server/job-book.ts';
import { printerKey, printerPath } from '../../../../src/printing/ipp/server/printer-path.ts';
import type { IppAttributes, IppMessage, IppValue } from '../../../../src/printing/ipp/types.ts';
import {
  attributesOf,
  charset,
  name,
  naturalLanguage,
  uri,
} from '../../../../src/printing/ipp/values.ts';
import { PrintingAgent, realClock, Wire } from '../../two-agents.ts';

type Attributes = Readonly<Record<string, IppValue[]>>;

export interface Reply {
  status: number;
  message: IppMessage;
  job: IppAttributes;
  printer: IppAttributes;
  unsupported: IppAttributes;
}

export class ServedVirtualPrinter {
  readonly agent: PrintingAgent;
  readonly folder: string;
  readonly #clock: Clock;
  #server: IppServer | undefined;
  #printer: Printer | undefined;
  /** Who asks, where it is a guest of the LAN. */
  guest = '';

  constructor(home: string, clock: Clock = realClock) {
    mkdirSync(home);
    this.folder = join(home, 'prints');
    this.agent = new PrintingAgent(new Wire(), home, 'anna');
    this.#clock = clock;
  }

  /** Also again, as after a restart of the agent. */
  async start(): Promise<this> {
    await this.agent.start();
    if (!this.#printer) await this.agent.registry.add(`file://${this.folder}`, 'Prints');
    const [printer] = this.agent.registry.shared();
    if (!printer) throw new Error('There is no printer.');
    this.#printer = printer;
    this.#server = new IppServer({
      book: new JobBook(this.agent.database),
      printing: () => Promise.resolve(this.agent.service),
      clock: this.#clock,
      log: silentLog,
      newId: randomUUID,
      letter: false,
      current: ({ id }) =>
        Promise.resolve(this.agent.registry.shared().find((printer) => printer.id === id)),
      pause: ({ device, id }, paused) => {
        const { registry } = this.agent;
        const own = registry.listOwn().some((one) => one.id === id && one.device === device);
        if (own) registry.decide(id, { paused });
        return Promise.resolve(own);
      },
    });
    this.#server.start();
    const heed = (): void => this.#server?.heed();
    this.agent.service.events.on('changed', heed);
    this.agent.registry.events.on('changed', heed);
    return this;
  }

  async stop(): Promise<void> {
    this.#server?.stop();
    await this.agent.stop();
  }

  get printer(): Printer {
    if (!this.#printer) throw new Error('Not started.');
    return this.#printer;
  }

  set printer(printer: Printer) {
    this.#printer = printer;
  }

  get uri(): string {
    return `ipp://127.0.0.1:1${printerPath(printerKey(this.printer))}`;
  }

  /** The answer to these very bytes. */
  async raw(...chunks: readonly Buffer[]): Promise<Reply> {
    return this.stream(Readable.from(chunks, { objectMode: false }));
  }

  async stream(body: Readable): Promise<Reply> {
    const { printer, uri: address } = this;
    const served = { printer, uri: address, key: printerKey(printer) };
    const more = {
      page: 'http://127.0.0.1:1/',
      icons: ['http://127.0.0.1:1/icon.png'],
      deviceName: 'Anna',
    };
    const answer = await this.#server?.answer({ ...served, ...more }, body, this.guest);
    if (!answer) throw new Error('Not started.');
    const { message } = decodeMessage(answer, ANSWER_LIMITS);
    return {
      status: message.code,
      message,
      job: attributesOf(message, GroupTag['job-attributes-tag']),
      printer: attributesOf(message, GroupTag['printer-attributes-tag']),
      unsupported: attributesOf(message, GroupTag['unsupported-attributes-tag']),
    };
  }

  request(code: number, more: Attributes = {}, job: Attributes = {}): IppMessage {
    const operation: IppAttributes = new Map([
      ['attributes-charset', charset('utf-8')],
      ['attributes-natural-language', naturalLanguage('en')],
      ['printer-uri', uri(this.uri)],
      ['requesting-user-name', name('ben')],
      ...Object.entries(more),
    ]);
    const groups = [{ tag: GroupTag['operation-attributes-tag'] as number, attributes: operation }];
    if (Object.keys(job).length > 0)
      groups.push({
        tag: GroupTag['job-attributes-tag'],
        attributes: new Map(Object.entries(job)),
      });
    return { version: { major: 2, minor: 0 }, code, requestId: 7, groups };
  }

  /** Asks with the usual operation attributes before these, and a document behind. */
  async ask(
    code: number,
    more: Attributes = {},
    job: Attributes = {},
    document: readonly Buffer[] = [],
  ): Promise<Reply> {
    return this.raw(encodeMessage(this.request(code, more, job)), ...document);
  }
}
