/** Writes this PC's own statements: the next in its chain, with what it knows of the others. */
import { randomBytes } from 'node:crypto';
import { HallwayError } from '../../base/errors.ts';
import type { Identity } from '../../identity/identity.ts';
import type { DeviceId } from '../../model/id.ts';
import { MAX_STATEMENT_HEADS } from '../../model/statement.ts';
import type { Heads, LogEntry, StatementLog } from './log.ts';
import { signStatement, type SignedStatement } from './statement.ts';

/** The first statement of a new workgroup called `name`; `device` is what this PC is called. */
export function genesisStatement(
  identity: Identity,
  name: string,
  device: string,
): SignedStatement {
  const key = Buffer.from(identity.spki).toString('base64url');
  const nonce = randomBytes(16).toString('base64url');
  return signStatement(identity, {
    workgroup: '',
    seq: 0,
    prev: '',
    heads: {},
    type: 'genesis',
    body: { key, name, device, nonce },
  });
}

/**
 * Signs the next statement of `identity`, without adding it. `first` names authors whose newest
 * statement must be acknowledged even where there are too many to name.
 */
export function nextStatement(
  log: StatementLog,
  identity: Identity,
  type: string,
  body: Record<string, unknown>,
  first: readonly DeviceId[] = [],
): SignedStatement {
  if (log.forkedAt(identity.id) !== undefined)
    throw new HallwayError('log.fork', 'The log of this PC went two ways, so it cannot write.', {
      fix: 'It was restored from a backup, or copied: let it leave the workgroup and join again.',
    });
  const previous = log.tip(identity.id);
  return signStatement(identity, {
    workgroup: log.workgroup,
    seq: previous ? previous.statement.seq + 1 : 0,
    prev: previous?.id ?? '',
    heads: frontier(log, identity.id, previous, first),
    type,
    body,
  });
}

/**
 * The newest statement of `target` that a removal by `self` can pin. In a full log only what was
 * acknowledged before is sure to be known everywhere.
 */
export function pinFor(log: StatementLog, self: DeviceId, target: DeviceId): LogEntry | undefined {
  if (!log.isFull) return log.tip(target);
  const own = log.tip(self);
  return own && log.at(target, log.seen(own, target) - 1)[0];
}

/** Removals of these devices by `self`, as statements to be written one after the other. */
export function removals(
  log: StatementLog,
  self: DeviceId,
  targets: readonly DeviceId[],
): { type: string; body: Record<string, unknown>; first: DeviceId[] }[] {
  return targets.map((target) => {
    const last = pinFor(log, self, target);
    const body = { target, seq: last?.statement.seq ?? -1, head: last?.id ?? '' };
    return { type: 'remove', body, first: [target] };
  });
}

/** Newest statements of others that are not yet in the past of `previous` or of one another. */
function frontier(
  log: StatementLog,
  self: DeviceId,
  previous: LogEntry | undefined,
  first: readonly DeviceId[],
): Heads {
  // Other replicas may hold other authors: only what their past already names is sure to be there.
  if (log.isFull) return {};
  const tips = log
    .authors()
    .filter((author) => author !== self)
    // Of one that went two ways what it said before: this PC's own place may rest on that.
    .map((author) => log.soundTip(author))
    .filter((tip) => tip !== undefined)
    .filter((tip) => !previous || log.seen(previous, tip.statement.by) <= tip.statement.seq);
  const heads = tips
    .filter(
      (tip) =>
        !tips.some(
          (other) => other !== tip && log.seen(other, tip.statement.by) > tip.statement.seq,
        ),
    )
    // A newcomer's right to speak rests on its admission: the deepest knowledge goes first.
    .sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1));
  const must = tips.filter((tip) => first.includes(tip.statement.by));
  const chosen = Array.from(new Set([...must, ...heads])).slice(0, MAX_STATEMENT_HEADS);
  return Object.fromEntries(chosen.map((tip) => [tip.statement.by, tip.id]));
}

function rank(entry: LogEntry): number {
  return entry.past.reduce((sum, count) => sum + count, 0);
}
