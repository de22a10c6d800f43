/** Jobs that this PC sent or prints: what becomes of them, and how to stop them. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { cancelJob, releaseJob } from '../../src/api/local.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import { isFinalJobState, type Job } from '../../src/model/job.ts';
import { ask } from '../data/agent-client.ts';
import { attempt, notices } from '../state/notices.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { formatMoment, plural } from '../words/format.ts';
import { jobWords } from '../words/printing.ts';
import { icon } from './icons.ts';

const text = {
  heading: 'Documents on their way',
  none: 'Nothing is being printed.',
  earlier: 'Earlier',
  cancel: 'Cancel',
  release: 'Print now',
  again: 'Print again',
  againQuestion: 'Print it again?',
  againText:
    'It may have been printed already. Look at the printer first, so that it is not printed twice.',
};
/** Earlier jobs that are shown; the command line shows all. */
const EARLIER = 30;

export class HallwayJobList extends LitElement {
  static override properties = { device: {}, printer: {} };
  /** Of one printer only; empty: of all. */
  declare device: string;
  declare printer: string;

  constructor() {
    super();
    this.device = '';
    this.printer = '';
    watch(this, office.changes, ['jobs', 'members']);
  }

  protected override render(): TemplateResult {
    const jobs = (office.get('jobs') ?? []).filter(
      ({ device, printer }) =>
        this.printer === '' || (printer === this.printer && device === this.device),
    );
    const open = jobs.filter(({ state }) => !isFinalJobState(state));
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
    `;
  }

  #list(jobs: readonly Job[]): TemplateResult {
    return html`<ul class="rows">
      ${repeat(
        jobs,
        ({ id }) => id,
        (job) => this.#row(job),
      )}
    </ul>`;
  }

  #row(job: Job): TemplateResult {
    const words = jobWords(job);
    const name = displayText(job.name, 255, 'Document');
    const message = displayText(job.message, 200);
    const pages = job.pages ? `, ${plural(job.pages, 'page', 'pages')}` : '';
    const when = `, ${formatMoment(job.created)}${pages}`;
    return html`
      <li>
        ${icon('file', 22)}
        <div class="grow">
          <h3><bdi class="cut" title=${name}>${name}</bdi></h3>
          <p class="muted small cut">
            <bdi>${displayText(job.owner, 60, office.deviceName(job.from))}</bdi>
            → <bdi>${displayName(job.printerName, '?')}</bdi>${when}
          </p>
        </div>
        <div class="state small">
          <strong class="tone-${words.tone}">${words.text}</strong>
          ${message === '' ? nothing : html`<span class="muted wrap">${message}</span>`}
        </div>
        ${isFinalJobState(job.state) ? nothing : this.#actions(job, name)}
      </li>
    `;
  }

  #actions(job: Job, name: string): TemplateResult {
    const unsure = job.state === 'uncertain';
    return html`
      <div class="actions">
        ${
          unsure || job.state === 'pending-held'
            ? html`<button class="small" @click=${() => this.#release(job, unsure)}>
              <span>${unsure ? text.again : text.release}<span class="unseen"> ${name}</span></span>
            </button>`
            : nothing
        }
        <button
          class="small"
          @click=${() => attempt(() => ask(cancelJob, { params: { id: job.id } }))}
        >
          <span>${text.cancel}<span class="unseen"> ${name}</span></span>
        </button>
      </div>
    `;
  }

  async #release(job: Job, unsure: boolean): Promise<void> {
    const yes =
      !unsure ||
      (await notices.ask({
        heading: text.againQuestion,
        text: text.againText,
        yes: text.again,
      }));
    if (yes) await attempt(() => ask(releaseJob, { params: { id: job.id }, query: {} }));
  }

  static override styles = [
    controls,
    layout,
    css`
      li > svg {
        color: var(--ink-soft);
      }
      .state {
        display: grid;
        flex: 0 1 14rem;
        min-width: 0;
      }
      /* Of one width, so that the states above each other stand in one line. */
      @media (width >= 52rem) {
        .state {
          flex-shrink: 0;
        }
        .actions {
          flex: 0 0 12rem;
          justify-content: end;
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
