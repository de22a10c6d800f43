/**
 * Which removals count. A removal voids what its target said after the pin; if that includes
 * another removal, or an admission that the other's author depends on, it undermines it. Removals
 * that undermine each other in a circle all count (strong removal); one that is undermined from
 * outside its circle by a removal that counts is void.
 */
import type { DeviceId } from '../model/id.ts';
import type { LogEntry } from './log/log.ts';

export interface Removal {
  readonly entry: LogEntry;
  readonly target: DeviceId;
  /** `seq` of the target's last statement that stays valid; -1 for none. */
  readonly pin: number;
}

/** Per removed device the lowest pin: the last `seq` that still counts. */
export class Pins {
  readonly #lowest = new Map<DeviceId, number>();
  /** Changes with every pin, so that results can be kept until then. */
  version = 0;

  add(removal: Removal): void {
    this.#lowest.set(removal.target, Math.min(this.of(removal.target), removal.pin));
    this.version += 1;
  }

  of(device: DeviceId): number {
    return this.#lowest.get(device) ?? Infinity;
  }
}

export interface RemovalRules {
  /** Per author the highest `seq` of an admission that the entry's right to speak may rest on. */
  restsOn(entry: LogEntry): ReadonlyMap<DeviceId, number>;
  /** True if the entry's author was a member in its causal past, and is not voided by `pins`. */
  isValid(entry: LogEntry, pins: Pins): boolean;
}

/** The removals that count; their pins are added to `pins`. */
export function effectiveRemovals(
  removals: readonly Removal[],
  rules: RemovalRules,
  pins: Pins,
): Removal[] {
  const byTarget = new Map<DeviceId, Removal[]>();
  for (const removal of removals) {
    const list = byTarget.get(removal.target);
    if (list) list.push(removal);
    else byTarget.set(removal.target, [removal]);
  }
  const underminers = new Map<Removal, Removal[]>();
  for (const removal of removals) {
    const { by, seq } = removal.entry.statement;
    const exposed = new Map(rules.restsOn(removal.entry));
    exposed.set(by, Math.max(exposed.get(by) ?? -1, seq));
    const found = Array.from(exposed).flatMap(([author, last]) =>
      (byTarget.get(author) ?? []).filter((other) => other !== removal && other.pin < last),
    );
    underminers.set(removal, found);
  }

  const effective: Removal[] = [];
  const decide = (group: readonly Removal[]): void => {
    // Circles come out after everything that undermines them.
    for (const circle of circles(group, underminers)) {
      const standing = circle.filter((removal) => rules.isValid(removal.entry, pins));
      if (standing.length < circle.length) {
        decide(standing);
        continue;
      }
      for (const removal of circle) {
        effective.push(removal);
        pins.add(removal);
      }
    }
  };
  decide(removals);
  return effective;
}

/**
 * Strongly connected components (Tarjan, without recursion), each after those that it can reach
 * through `edges`; edges out of `nodes` are ignored.
 */
export function circles<N>(
  nodes: readonly N[],
  edges: ReadonlyMap<N, readonly N[]>,
): readonly N[][] {
  const inside = new Set(nodes);
  const index = new Map<N, number>();
  const low = new Map<N, number>();
  const stack: N[] = [];
  const onStack = new Set<N>();
  const found: N[][] = [];
  const enter = (node: N) => {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    stack.push(node);
    onStack.add(node);
    return { node, next: 0, targets: edges.get(node) ?? [] };
  };
  const lower = (node: N, value: number) => low.set(node, Math.min(low.get(node) ?? value, value));
  for (const start of nodes) {
    if (index.has(start)) continue;
    const path = [enter(start)];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = top.targets[top.next++];
      if (target !== undefined) {
        if (!inside.has(target)) continue;
        if (!index.has(target)) path.push(enter(target));
        else if (onStack.has(target)) lower(top.node, index.get(target) ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) lower(parent.node, low.get(top.node) ?? 0);
      if (low.get(top.node) !== index.get(top.node)) continue;
      const circle = stack.splice(stack.lastIndexOf(top.node));
      for (const node of circle) onStack.delete(node);
      found.push(circle);
    }
  }
  return found;
}
