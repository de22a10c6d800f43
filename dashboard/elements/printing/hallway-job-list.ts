/** Jobs that this PC sent or prints: what becomes of them, and what can be done with each. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { translated } from '../../locale/localization.ts';
import { cancelJob, decideJob, holdJob, releaseJob, reprintJob } from '../../../src/api/local.ts';
import { isFinalJobState, type Job } from '../../../src/model/job.ts';
import type { JobDecision } from '../../../src/model/job-terms.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import './hallway-move-dialog.ts';
import './hallway-pin-dialog.ts';
import { jobRow, type JobRowActs } from './job-row.ts';

const text = translated({
  heading: 'Documents on their way',
  none: 'Nothing is being printed.',
  earlier: 'Earlier',
  reprinted: 'It is printed once more.',
});
/** Earlier jobs that are shown; the command line shows all. */
const EARLIER = 30;

export class HallwayJobList extends LitElement {
  static override properties = {
    device: {},
    printer: {},
    locked: { state: true },
    moving: { state: true },
  };
  /** Of one printer only; empty: of all. */
  declare device: string;
  declare printer: string;
  /** The job whose PIN is asked for. */
  declare locked: Job | undefined;
  /** The job for which another printer is looked for. */
  declare moving: Job | undefined;

  constructor() {
    super();
    this.device = '';
    this.printer = '';
    this.locked = undefined;
    this.moving = undefined;
    watch(this, office.changes, ['jobs', 'members']);
  }

  readonly #acts: JobRowActs = {
    act: (action, job) => {
      const params = { id: job.id };
      switch (action) {
        case 'release':
          if (job.pin === true) this.locked = job;
          else void attempt(() => ask(releaseJob, { params, query: {} }));
          break;
        case 'hold':
          void attempt(() => ask(holdJob, { params }));
          break;
        case 'move':
          this.moving = job;
          break;
        case 'reprint':
          void attempt(() => ask(reprintJob, { params, body: {} }), text.reprinted);
          break;
        default:
          void attempt(() => ask(cancelJob, { params }));
      }
    },
    decide: (decision: JobDecision, job) =>
      void attempt(() => ask(decideJob, { params: { id: job.id }, body: { decision } })),
  };

  protected override render(): TemplateResult {
    const jobs = (office.get('jobs') ?? []).filter(
      ({ device, printer }) =>
        this.printer === '' || (printer === this.printer && device === this.device),
    );
    const open = inLine(jobs.filter(({ state }) => !isFinalJobState(state)));
    const past = jobs.filter(({ state }) => isFinalJobState(state)).slice(0, EARLIER);
    return html`
      <div class="section-head"><h2>${text.heading}</h2></div>
      ${open.length === 0 ? html`<p class="muted">${text.none}</p>` : this.#list(open)}
      ${
        past.length === 0
          ? nothing
          : html`<details>
            <summary>${text.earlier} (${past.length})</summary>
            ${this.#list(past)}
          </details>`
      }
      <hallway-pin-dialog
        .job=${this.locked}
        @dialog-close=${() => (this.locked = undefined)}
      ></hallway-pin-dialog>
      <hallway-move-dialog
        .job=${this.moving}
        @dialog-close=${() => (this.moving = undefined)}
      ></hallway-move-dialog>
    `;
  }

  #list(jobs: readonly Job[]): TemplateResult {
    return html`<ul class="rows">
      ${repeat(
        jobs,
        ({ id }) => id,
        (job) => jobRow(job, this.#acts, this.printer === ''),
      )}
    </ul>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      li > svg {
        color: var(--ink-soft);
      }
      p a {
        display: inline-block;
        min-height: 1.5rem;
        vertical-align: bottom;
        color: inherit;
      }
      .state {
        display: grid;
        flex: 0 1 14rem;
        min-width: 0;
      }
      .question {
        flex-basis: 100%;
        display: grid;
        gap: var(--space-2);
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius);
        background: var(--warn-soft);
      }
      /* In columns, so that the states above each other stand in one line. */
      @media (width >= 64rem) {
        .rows > li {
          display: grid;
          grid-template-columns: auto minmax(0, 1fr) 14rem 14rem;
        }
        .actions {
          justify-content: end;
        }
        .many {
          grid-column: 2 / -1;
        }
        .question {
          grid-column: 1 / -1;
        }
        .question .actions {
          justify-content: start;
        }
      }
      details {
        margin-top: var(--space-4);
      }
      summary {
        width: fit-content;
      }
    `,
  ];
}
customElements.define('hallway-job-list', HallwayJobList);

/** What waits in a line stands in its order; the others keep theirs, the newest first. */
function inLine(jobs: readonly Job[]): Job[] {
  const last = Number.MAX_SAFE_INTEGER;
  const place = ({ state, position }: Job): number =>
    state === 'pending' ? (position ?? last) : state === 'pending-held' ? last : 0;
  return jobs.toSorted((a, b) => place(a) - place(b));
}
