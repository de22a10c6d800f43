/** Shows which other printers could print a job as it was asked for, and moves it there. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { listAlternatives, moveJob } from '../../../src/api/local.ts';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { Job } from '../../../src/model/job.ts';
import type { Alternative } from '../../../src/model/job-terms.ts';
import { ask } from '../../data/agent-client.ts';
import { notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { plural } from '../../words/format.ts';
import '../parts/hallway-dialog.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';

const text = translated({
  heading: 'Print elsewhere',
  looking: 'Looking for printers…',
  none: 'No other printer can print it as it was asked for.',
  free: 'nothing waits',
  here: 'Print here',
  moved: 'It is printed elsewhere now.',
});

/** Fires `dialog-close` when it is done or given up. */
export class HallwayMoveDialog extends TaskDialog {
  static override properties = {
    job: { attribute: false },
    places: { state: true },
  };
  /** The dialog is open while there is one. */
  declare job: Job | undefined;
  /** Undefined while they are looked for. */
  declare places: readonly Alternative[] | undefined;

  constructor() {
    super();
    this.job = undefined;
    this.places = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('job')) return;
    this.error = undefined;
    this.places = this.job?.alternatives;
    if (this.job && !this.places) void this.#look(this.job);
  }

  async #look(job: Job): Promise<void> {
    try {
      const places = await ask(listAlternatives, { params: { id: job.id } });
      if (this.job === job) this.places = places;
    } catch (error) {
      if (this.job !== job) return;
      this.places = [];
      this.error = error;
    }
  }

  async #move({ id }: Job, { device, printer }: Alternative): Promise<void> {
    await this.attempt(async () => {
      await ask(moveJob, { params: { id }, body: { device, printer } });
      this.close();
      notices.say(text.moved);
    });
  }

  protected override render(): TemplateResult {
    const { job } = this;
    return html`<hallway-dialog
      heading=${text.heading}
      .open=${job !== undefined}
      @dialog-close=${() => this.close()}
    >
      ${
        job
          ? html`<p class="wrap"><bdi>${displayText(job.name, 255, 'Document')}</bdi></p>
            <div role="status">${this.#places(job)}</div>
            ${problem(this.error)}`
          : nothing
      }
    </hallway-dialog>`;
  }

  #places(job: Job): TemplateResult {
    const { places } = this;
    if (places === undefined) return html`<p class="muted">${text.looking}</p>`;
    if (places.length === 0)
      return this.error === undefined ? html`<p>${text.none}</p>` : html`<p></p>`;
    return html`<ul class="rows">
      ${places.map((place) => this.#place(job, place))}
    </ul>`;
  }

  #place(job: Job, place: Alternative): TemplateResult {
    const name = displayName(place.name, '?');
    return html`<li>
      <div class="grow">
        <h3><bdi class="cut" title=${name}>${name}</bdi></h3>
        <p class="muted small cut">
          <bdi>${office.deviceName(place.device)}</bdi>,
          ${place.jobs === 0 ? text.free : plural(place.jobs, 'job waits', 'jobs wait')}
        </p>
      </div>
      <button class="small" ?disabled=${this.busy} @click=${() => this.#move(job, place)}>
        <span>${text.here}<span class="unseen"> ${name}</span></span>
      </button>
    </li>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      .rows {
        margin-top: var(--space-4);
        box-shadow: none;
      }
    `,
  ];
}
customElements.define('hallway-move-dialog', HallwayMoveDialog);
