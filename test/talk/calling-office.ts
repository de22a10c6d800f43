/** PCs that call each other, without a network: frames are function calls, made as JSON on their way. */
import { silentLog } from '../../src/base/log.ts';
import type { CallLine } from '../../src/api/local-calls.ts';
import type { CallFrame } from '../../src/api/peer-calls.ts';
import type { Call, Shows } from '../../src/model/call.ts';
import { openDatabase } from '../../src/store/database.ts';
import { CallLog } from '../../src/talk/calls/call-log.ts';
import { Calls } from '../../src/talk/calls/calls.ts';
import type { Room } from '../../src/talk/conversations.ts';
import { directId } from '../../src/talk/message.ts';
import type { Line } from '../../src/talk/calls/live-call.ts';
import { ManualClock } from '../support/temporary.ts';

export const ROOM = 'everyone';
export const ON: Shows = { microphone: true, camera: true, screen: false };

/** A dashboard's line, and what came over it. */
export class HeardLine implements Line {
  readonly heard: CallLine[] = [];
  ended = false;

  tell(line: CallLine): void {
    this.heard.push(structuredClone(line));
  }

  end(): void {
    this.ended = true;
  }

  /** How the call is, as it was told last. */
  get call(): Call | undefined {
    const last = this.heard.findLast((one) => 'call' in one);
    return last && 'call' in last ? last.call : undefined;
  }

  get signals(): { from: string; kind: string }[] {
    return this.heard.flatMap((one) =>
      'signal' in one ? [{ from: one.from, kind: one.signal.kind }] : [],
    );
  }

  /** `state` or, of who is out, why. */
  of(device: string): string | undefined {
    const person = this.call?.people.find((one) => one.device === device);
    return person?.why ?? person?.state;
  }
}

export class CallingPc {
  readonly id: string;
  readonly calls: Calls;
  readonly past: CallLog;
  online = true;
  quiet = false;
  readonly sent: { to: string; frame: CallFrame }[] = [];

  constructor(office: CallingOffice, letter: string) {
    this.id = letter.repeat(52);
    this.past = new CallLog(openDatabase(':memory:'), () => 'w'.repeat(52));
    this.calls = new Calls({
      self: this.id,
      calls: this.past,
      room: (id) => office.room(this.id, id),
      isOnline: (device) => office.find(device)?.online === true,
      send: (device, frame) => {
        this.sent.push({ to: device, frame });
        office.send(this, device, frame);
      },
      addresses: () => ['10.77.0.2', 'fd77::2'],
      quiet: () => this.quiet,
      clock: office.clock,
      log: silentLog,
    });
  }

  /** Calls some, all by default. */
  place(members?: readonly CallingPc[], video = false, conversation = ROOM): HeardLine {
    const line = new HeardLine();
    const ids = members?.map(({ id }) => id);
    this.calls.place({ conversation, members: ids, video, shows: ON }, line);
    return line;
  }

  /** Takes the call that rings. */
  take(): HeardLine {
    const line = new HeardLine();
    this.calls.take(this.rings()?.id ?? '', ON, line);
    return line;
  }

  rings(): Call | undefined {
    return this.calls.list().find(({ here }) => here === 'rings');
  }

  /** What became of its calls, the oldest first. */
  ends(conversation: string | undefined = ROOM): string[] {
    return this.past.list(conversation, 100).map(({ end }) => end);
  }
}

export class CallingOffice {
  readonly clock = new ManualClock();
  readonly members = new Set<string>();
  readonly pcs: CallingPc[];

  constructor(letters: string) {
    this.pcs = Array.from(letters, (letter) => new CallingPc(this, letter));
    for (const { id } of this.pcs) this.members.add(id);
  }

  /** Everybody, or one of the others. */
  room(self: string, id: string): Room | undefined {
    const everyone: Room = {
      id: ROOM,
      kind: 'everyone',
      name: '',
      has: (device) => this.members.has(device),
      others: () => this.others(self),
    };
    if (id === ROOM) return everyone;
    const other = this.others(self).find((device) => directId(self, device) === id);
    if (other === undefined) return undefined;
    const has = (device: string): boolean => device === self || device === other;
    return { id, kind: 'direct', name: '', has, others: () => [other] };
  }

  find(device: string): CallingPc | undefined {
    return this.pcs.find(({ id }) => id === device);
  }

  others(id: string): string[] {
    return Array.from(this.members).filter((one) => one !== id);
  }

  /** The link to it is cut: the others see it offline, and it them. */
  cut(pc: CallingPc): void {
    pc.online = false;
    for (const other of this.pcs)
      if (other !== pc) {
        other.calls.offline(pc.id);
        pc.calls.offline(other.id);
      }
  }

  send(from: CallingPc, device: string, frame: CallFrame): void {
    const to = this.find(device);
    if (from.online && to?.online)
      to.calls.heard(from.id, JSON.parse(JSON.stringify(frame)) as CallFrame);
  }
}
