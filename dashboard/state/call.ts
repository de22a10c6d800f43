/** The call that this tab is in: its line to the agent, and a connection to each of the others. */
import * as api from '../../src/api/local-calls.ts';
import type { CallLine } from '../../src/api/local-calls.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import type { Call, CallSignal } from '../../src/model/call.ts';
import type { Endpoint, Input } from '../../src/api/endpoint.ts';
import { ask, askLines } from '../data/agent-client.ts';
import { Connection } from '../data/calls/connection.ts';
import { OwnMedia } from '../data/calls/own-media.ts';
import { notices } from './notices.ts';
import { office } from './office.ts';

export interface Placing {
  conversation: string;
  video: boolean;
  members?: string[];
}

class CallState {
  readonly changes = new Emitter<{ call: undefined }>();
  readonly media = new OwnMedia();
  readonly connections = new Map<string, Connection>();
  /** Undefined while the devices are opened and the agent is asked. */
  call: Call | undefined;
  /** How the last one ended: shown until somebody has read it. */
  ended: Call | undefined;
  /** The agent is gone, and with it the call. */
  lost = false;
  /** Since when two were in. */
  since: number | undefined;
  #line: AbortController | undefined;

  constructor() {
    this.media.changes.on('sending', () => this.#sent());
    window.addEventListener('beforeunload', (event) => {
      if (this.call) event.preventDefault();
    });
  }

  /** A call is held, or is being begun. */
  get busy(): boolean {
    return this.#line !== undefined;
  }

  place({ conversation, video, members }: Placing): void {
    void this.#hold(api.startCall, video, (shows) => ({
      body: { conversation, video, shows, ...(members ? { members } : {}) },
    }));
  }

  take({ id }: Call, video: boolean): void {
    void this.#hold(api.takeCall, video, (shows) => ({ params: { call: id }, body: { shows } }));
  }

  refuse({ id }: Call): void {
    ask(api.leaveCall, { params: { call: id } }).catch((error) => notices.sayProblem(error));
  }

  /** Rings somebody more. Throws why that is not possible. */
  async add(device: string): Promise<void> {
    const { call } = this;
    if (call) await ask(api.addToCall, { params: { call: call.id }, body: { device } });
  }

  hangUp(): void {
    const { call } = this;
    // Who is told hears it from the agent; the line ends with that, or with this.
    if (call) ask(api.leaveCall, { params: { call: call.id } }).catch(() => this.#line?.abort());
    else this.#line?.abort();
  }

  /** The words about the last call were read. */
  dismiss(): void {
    this.ended = undefined;
    this.lost = false;
    this.#changed();
  }

  async #hold<E extends Endpoint>(
    target: E,
    video: boolean,
    input: (shows: OwnMedia['shows']) => Input<E>,
  ): Promise<void> {
    if (this.#line) return;
    const line = new AbortController();
    this.#line = line;
    this.dismiss();
    try {
      await this.media.open(video);
      if (line.signal.aborted) return;
      await askLines<CallLine>(
        target,
        input(this.media.shows),
        (said) => this.#hear(said),
        line.signal,
      );
      // A line that ends without its last word was broken off: the agent is gone.
      if (this.call) throw new HallwayError('agent.not_running', '');
    } catch (error) {
      if (this.call) {
        this.ended = this.call;
        this.lost = asHallwayError(error).code !== 'request.cancelled';
      } else notices.sayProblem(error);
    } finally {
      this.#over();
    }
  }

  #hear(said: CallLine): void {
    if ('signal' in said) return this.connections.get(said.from)?.take(said.signal);
    const { call, over } = said;
    if (over) {
      this.ended = call;
      this.call = undefined;
      return;
    }
    this.call = call;
    for (const { device, state } of call.people) {
      if (state === 'in' && !this.connections.has(device)) this.#connect(device);
      if (state === 'out') this.#forget(device);
    }
    this.#changed();
  }

  #connect(device: string): void {
    this.since ??= Date.now();
    this.connections.set(
      device,
      new Connection({
        // Both sides see the same of the two ids, so that one of them offers.
        offers: (office.ownId ?? '') < device,
        sending: this.media.sending,
        tell: (signal) => this.#tell(device, signal),
        changed: () => this.#changed(),
        ended: (why) => this.#drop(device, why),
      }),
    );
  }

  #forget(device: string): void {
    this.connections.get(device)?.close();
    this.connections.delete(device);
  }

  #drop(device: string, why: 'lost' | 'failed'): void {
    this.#forget(device);
    const { call } = this;
    if (call)
      ask(api.dropFromCall, { params: { call: call.id }, body: { device, why } }).catch(() => {});
  }

  /** In order: the next one waits for the answer to the one before. */
  #told: Promise<unknown> = Promise.resolve();
  #tell(device: string, signal: CallSignal): void {
    const call = this.call?.id;
    if (call === undefined) return;
    this.#told = this.#told.then(() =>
      ask(api.signalCall, { params: { call }, body: { to: device, signal } }).catch(() => {}),
    );
  }

  #sent(): void {
    for (const connection of this.connections.values()) connection.send(this.media.sending);
    const { call } = this;
    if (call) {
      const body = { shows: this.media.shows };
      ask(api.showInCall, { params: { call: call.id }, body }).catch(() => {});
    }
    this.#changed();
  }

  #over(): void {
    for (const device of Array.from(this.connections.keys())) this.#forget(device);
    this.media.close();
    this.call = this.since = this.#line = undefined;
    this.#changed();
  }

  #changed(): void {
    this.changes.emit('call', undefined);
  }
}

export const call = new CallState();
