/**
 * A small client of the message bus: calls, signals, and objects that others may call. It signs in
 * by the socket's credentials (EXTERNAL), as every program of the session does.
 */
import { connect, type Socket } from 'node:net';
import { Emitter } from '../../base/emitter.ts';
import {
  decodeMessage,
  encodeMessage,
  messageLength,
  MessageType,
  NO_REPLY,
  type Message,
} from './message.ts';
import { answerCall, type ExportedObject } from './exported-object.ts';

const BUS = 'org.freedesktop.DBus';
const BUS_PATH = '/org/freedesktop/DBus';
/** A program that does not answer is given up. */
const PATIENCE_MS = 10_000;
const SIGN_IN_MS = 5000;
/** Calls of ours that may wait for an answer at once. */
const MOST_WAITING = 100;

/** An answer that says no, by its D-Bus name. */
class BusError extends Error {
  override readonly name = 'BusError';
  readonly error: string;

  constructor(error: string, text: string) {
    super(`${error}: ${text}`.slice(0, 500));
    this.error = error;
  }
}

export interface CallTarget {
  destination: string;
  path: string;
  interface: string;
}

export interface SignalRule {
  sender: string;
  interface: string;
  member: string;
  /** First argument that it must have. */
  argument?: string;
}

interface Waiting {
  resolve: (body: readonly unknown[]) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

export class Bus extends Emitter<{ signal: Message; closed: undefined }> {
  /** Unique name on the bus, `:1.42`. */
  name = '';
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #objects = new Map<string, ExportedObject>();
  #serial = 0;
  #unread: Buffer = Buffer.alloc(0);
  #closed = false;

  private constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('close', () => this.#end());
  }

  /** `user` is the number of the person that this process runs as. Rejects where no bus answers. */
  static async connect(path: string, user: number): Promise<Bus> {
    const socket = connect({ path });
    // What follows an error is always the close.
    socket.on('error', () => {});
    await signIn(socket, user);
    const bus = new Bus(socket);
    const [name] = await bus.call({ destination: BUS, path: BUS_PATH, interface: BUS }, 'Hello');
    bus.name = String(name);
    return bus;
  }

  close(): void {
    this.#socket.destroy();
    this.#end();
  }

  /** Calls a method; rejects with a `BusError` for a no, an `Error` where nobody answers. */
  call(
    target: CallTarget,
    member: string,
    signature = '',
    ...body: readonly unknown[]
  ): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      if (this.#closed || this.#waiting.size >= MOST_WAITING)
        return reject(new Error('the session bus is gone or does not answer'));
      const serial = this.#send({
        type: MessageType.call,
        flags: 0,
        ...target,
        member,
        signature,
        body,
      });
      const timer = setTimeout(() => {
        this.#waiting.delete(serial);
        reject(new Error(`${target.destination} does not answer`));
      }, PATIENCE_MS);
      timer.unref();
      this.#waiting.set(serial, { resolve, reject, timer });
    });
  }

  /** Announces something to whoever listens. */
  signal(path: string, face: string, member: string, signature = '', ...body: unknown[]): void {
    if (this.#closed) return;
    const head = { type: MessageType.signal, flags: NO_REPLY, path, interface: face, member };
    this.#send({ ...head, signature, body });
  }

  /** Others may call it from now on. */
  export(path: string, object: ExportedObject): void {
    this.#objects.set(path, object);
  }

  /** Signals by this rule come as `signal` from now on. */
  async listen({ argument, ...rule }: SignalRule): Promise<void> {
    const pairs = Object.entries({
      type: 'signal',
      ...rule,
      ...(argument ? { arg0: argument } : {}),
    });
    const text = pairs.map(([key, value]) => `${key}='${value}'`).join(',');
    await this.call({ destination: BUS, path: BUS_PATH, interface: BUS }, 'AddMatch', 's', text);
  }

  /** Whether anybody has this name now. */
  async hasOwner(name: string): Promise<boolean> {
    const bus = { destination: BUS, path: BUS_PATH, interface: BUS };
    const [owned] = await this.call(bus, 'NameHasOwner', 's', name);
    return owned === true;
  }

  /** Whether the bus would start a program for this name. */
  async startsFor(name: string): Promise<boolean> {
    const bus = { destination: BUS, path: BUS_PATH, interface: BUS };
    const [names] = await this.call(bus, 'ListActivatableNames');
    return Array.isArray(names) && names.includes(name);
  }

  #send(message: Omit<Message, 'serial'>): number {
    this.#serial = (this.#serial % 0x7fff_ffff) + 1;
    this.#socket.write(encodeMessage({ ...message, serial: this.#serial }));
    return this.#serial;
  }

  #receive(chunk: Buffer): void {
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    try {
      for (;;) {
        const length = messageLength(this.#unread);
        if (length === undefined || this.#unread.length < length) return;
        const message = decodeMessage(this.#unread.subarray(0, length));
        this.#unread = this.#unread.subarray(length);
        this.#take(message);
      }
    } catch {
      // Where one message cannot be read nobody knows where the next begins.
      this.close();
    }
  }

  #take(message: Message): void {
    if (message.type === MessageType.signal) return this.emit('signal', message);
    if (message.type === MessageType.call) return this.#answer(message);
    const waiting = this.#waiting.get(message.replySerial ?? 0);
    if (!waiting) return;
    this.#waiting.delete(message.replySerial ?? 0);
    clearTimeout(waiting.timer);
    if (message.type === MessageType.reply) waiting.resolve(message.body);
    else
      waiting.reject(
        new BusError(
          message.error ?? '',
          typeof message.body[0] === 'string' ? message.body[0] : '',
        ),
      );
  }

  #answer(call: Message): void {
    const answer = answerCall(this.#objects, call);
    if ((call.flags & NO_REPLY) !== 0) return;
    this.#send({
      flags: NO_REPLY,
      replySerial: call.serial,
      destination: call.sender ?? '',
      ...answer,
    });
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new Error('the session bus is gone'));
    }
    this.#waiting.clear();
    this.emit('closed', undefined);
  }
}

/** SASL EXTERNAL: the system itself tells the bus who connects. */
function signIn(socket: Socket, user: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      socket.destroy();
      reject(new Error('no session bus answers'));
    };
    const timer = setTimeout(fail, SIGN_IN_MS);
    timer.unref();
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString('latin1');
      if (!said.includes('\r\n') && said.length < 200) return;
      clearTimeout(timer);
      socket.off('data', hear).off('close', fail);
      if (!said.startsWith('OK ')) return fail();
      socket.write('BEGIN\r\n');
      resolve();
    };
    socket.on('data', hear).once('close', fail);
    socket.once('connect', () =>
      socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(user)).toString('hex')}\r\n`),
    );
  });
}
