/** What others do with what this PC shares, as its parts see it, and the check of every log. */
import type { Clock } from '../src/base/clock.ts';
import type { Log } from '../src/base/log.ts';
import type { Identity } from '../src/identity/identity.ts';
import { commitmentOf, rootOf } from '../src/journal/entry.ts';
import { Ledger } from '../src/ledger/ledger.ts';
import type { ActivityCheck } from '../src/model/activity.ts';
import type { PeerDirectory } from '../src/peers/peer-directory.ts';
import type { PrintService } from '../src/printing/print-service.ts';
import type { Database } from '../src/store/database.ts';
import { checkLog } from '../src/workgroup/log/log-check.ts';
import type { WorkgroupService } from '../src/workgroup/workgroup-service.ts';
import { Settings } from '../src/store/settings.ts';
import { LentThings } from './lent-things.ts';
import type { Talking } from './members/talking.ts';

export interface ActivityOptions {
  database: Database;
  identity: Identity;
  workgroup: WorkgroupService;
  directory: PeerDirectory;
  talking: Talking;
  clock: Clock;
  log: Log;
}

/** Longest that a member is waited for when it is asked what it has seen. */
const ASK_MS = 4000;

export class OfficeActivity {
  readonly ledger: Ledger;
  readonly lent: LentThings;
  readonly #options: ActivityOptions;

  constructor(options: ActivityOptions) {
    this.#options = options;
    const { database, identity, workgroup, talking, clock, log } = options;
    this.ledger = new Ledger({
      database,
      self: identity.id,
      journal: {
        append: (commitments) => talking.journals.append('ledger', commitments).entry,
        commitmentOf,
        rootOf,
      },
      workgroup: () => workgroup.current()?.id,
      clock,
      log,
    });
    const settings = new Settings(database);
    this.lent = new LentThings({
      workgroup: () => workgroup.current()?.id,
      note: (what, words) => this.ledger.note(identity.id, what, words),
      nameOf: (device) => options.directory.nameOf(device),
      kept: (kind) => settings.entry(`lent.${kind}`),
      log,
    });
    talking.gossip.swapped = () => this.ledger.markSafe();
  }

  /** No peer can be reached that knows what this PC said before. */
  markAlone(): void {
    this.ledger.markSafe();
    this.#options.talking.talk.markSafe();
  }

  /** Notes what came out of this PC's printers for others. */
  watchPrinting(printing: PrintService, printerName: (id: string) => string | undefined): void {
    const { identity } = this.#options;
    const noted = new Set<string>();
    printing.events.on('job', ({ id, state, from, printer, name }) => {
      const at = printerName(printer);
      if (state !== 'completed' || from === identity.id || at === undefined || noted.has(id))
        return;
      noted.add(id);
      if (noted.size > 1000) noted.delete(Array.from(noted)[0] ?? '');
      this.ledger.note(from, 'printed', `${at}: ${name}`);
    });
  }

  /** Every log, as it is on this PC's disk, and what the others have seen of it. */
  async verify(): Promise<ActivityCheck> {
    const { database, identity, directory, workgroup, talking } = this.#options;
    const { journals, gossip, talk } = talking;
    this.ledger.seal();
    const others = workgroup.members().filter(({ id }) => id !== identity.id);
    const answers = await Promise.allSettled(
      directory.online().map((peer) => gossip.swap(peer, ASK_MS)),
    );
    const members = checkLog(database);
    const ledger = journals.check('ledger', (seq, root) => this.ledger.holds(seq, root));
    const said = journals.check('talk', (seq, root) => talk.holds(seq, root));
    const heads = journals.checkHeads();
    const devices = new Set([...members.devices, ...journals.authors()]);
    if (ledger.entries + said.entries > 0) devices.add(identity.id);
    const strangers = this.ledger.strangers(ledger.last);
    const added = { device: identity.id, journal: 'ledger' as const, what: 'fact' as const };
    const faults = [
      ...members.faults.map((fault) => ({ ...fault, journal: 'members' as const })),
      ...ledger.faults,
      ...said.faults,
      ...heads.faults,
      ...(strangers > 0 ? [{ ...added, seq: ledger.last + 1 }] : []),
    ];
    return {
      statements: members.statements + ledger.entries + said.entries + heads.entries,
      devices: devices.size,
      ok: faults.length === 0,
      faults,
      asked: answers.filter(({ status }) => status === 'fulfilled').length,
      others: others.length,
    };
  }
}
