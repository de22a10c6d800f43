/** Who talks with whom: everybody, each colleague, and groups, in one workgroup. */
import { HallwayError } from '../base/errors.ts';
import type { DeviceId } from '../model/id.ts';
import { EVERYONE, type GroupFacts, type MessageBody } from '../model/talk.ts';
import { directId, groupId } from './message.ts';

export interface Room {
  id: string;
  kind: 'everyone' | 'direct' | 'group';
  /** Of a group. */
  name: string;
  /** The group that goes on in this one; the group in which this one goes on. */
  before?: string | undefined;
  next?: string | undefined;
  has(device: DeviceId): boolean;
  /** Members that are in it, this PC left out. */
  others(): DeviceId[];
}

export interface ConversationsOptions {
  self: DeviceId;
  /** All members but this PC. */
  others: () => readonly DeviceId[];
}

/** So many groups one colleague may begin. */
const MAX_GROUPS_EACH = 200;

export class Conversations {
  readonly #options: ConversationsOptions;
  readonly #groups = new Map<string, { by: DeviceId; facts: GroupFacts }>();

  constructor(
    options: ConversationsOptions,
    groups: readonly { author: DeviceId; body: string }[],
  ) {
    this.#options = options;
    for (const { author, body } of groups) {
      const { group } = JSON.parse(body) as MessageBody;
      if (group) this.#groups.set(groupId(author, group), { by: author, facts: group });
    }
  }

  /** False where its author began too many. */
  begun(by: DeviceId, facts: GroupFacts): boolean {
    const id = groupId(by, facts);
    const { self } = this.#options;
    const count = Array.from(this.#groups.values()).filter((group) => group.by === by).length;
    if (!facts.members.includes(by) || !facts.members.includes(self)) return false;
    if (!this.#groups.has(id) && count >= MAX_GROUPS_EACH) return false;
    this.#groups.set(id, { by, facts });
    return true;
  }

  /** Every conversation that this PC is in. */
  all(): Room[] {
    const { self, others } = this.#options;
    const direct = others().map((device) => this.#direct(directId(self, device), device));
    const groups = Array.from(this.#groups, ([id, { facts }]) => this.#group(id, facts));
    return [this.#everyone(), ...groups, ...direct];
  }

  find(id: string): Room | undefined {
    const group = this.#groups.get(id);
    if (group) return this.#group(id, group.facts);
    if (id === EVERYONE) return this.#everyone();
    const { self, others } = this.#options;
    const device = others().find((other) => directId(self, other) === id);
    return device === undefined ? undefined : this.#direct(id, device);
  }

  require(id: string): Room {
    const room = this.find(id);
    if (room) return room;
    throw new HallwayError('talk.no_conversation', 'There is no such conversation.', {
      fix: '`hallway chat log` shows those that there are.',
    });
  }

  /** Those that a colleague is in as well. */
  sharedWith(device: DeviceId): Room[] {
    return this.all().filter((room) => room.has(device));
  }

  #everyone(): Room {
    const { self, others } = this.#options;
    return {
      id: EVERYONE,
      kind: 'everyone',
      name: '',
      has: (device) => device === self || others().includes(device),
      others: () => Array.from(others()),
    };
  }

  #direct(id: string, device: DeviceId): Room {
    const { self } = this.#options;
    const has = (one: DeviceId): boolean => one === self || one === device;
    return { id, kind: 'direct', name: '', has, others: () => [device] };
  }

  /** Where whoever was in the group goes on with it; of two who did so at once the lower id counts. */
  #next(id: string, members: readonly DeviceId[]): string | undefined {
    return Array.from(this.#groups)
      .flatMap(([other, { by, facts }]) =>
        facts.after === id && members.includes(by) ? [other] : [],
      )
      .sort()[0];
  }

  #group(id: string, { name, members, after = '' }: GroupFacts): Room {
    const { self, others } = this.#options;
    return {
      id,
      kind: 'group',
      name,
      before: this.#groups.has(after) ? after : undefined,
      next: this.#next(id, members),
      has: (device) => members.includes(device) && (device === self || others().includes(device)),
      others: () => others().filter((device) => members.includes(device)),
    };
  }
}
