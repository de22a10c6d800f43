/** The doctor: what is wrong on this PC or its network, what to do, and who sees whom. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import { displayText } from '../../src/base/text.ts';
import type { DoctorReport } from '../../src/model/doctor.ts';
import { copyText, saveText } from '../data/save-text.ts';
import '../elements/doctor/hallway-check-list.ts';
import '../elements/doctor/hallway-sight-matrix.ts';
import { icon } from '../elements/parts/icons.ts';
import { networkIcon } from '../elements/members/network-icons.ts';
import { problem } from '../elements/parts/problem.ts';
import { checkUp } from '../state/check-up.ts';
import { notices } from '../state/notices.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { outcome } from '../words/doctor.ts';
import { formatMoment } from '../words/format.ts';

const text = translated({
  heading: 'Doctor',
  lead: 'Looks at this PC and its network, and says what stands in the way.',
  again: 'Check again',
  busy: 'Looking at this PC and asking the others… this takes some seconds.',
  checked: 'Checked:',
  on: 'on',
  share: 'Somebody helps you?',
  shareLead:
    'Hand them the report. It holds no names, no addresses of strangers and nothing secret.',
  save: 'Save report',
  copy: 'Copy',
  copied: 'The report is on the clipboard.',
  saved: 'The report was saved.',
  making: 'Making the report…',
  back: 'Back to the beginning',
});

export class DoctorPage extends LitElement {
  static override properties = { making: { state: true }, error: { state: true } };
  declare making: boolean;
  /** Why the report could not be made. */
  declare error: unknown;

  constructor() {
    super();
    this.making = false;
    this.error = undefined;
    watch(this, checkUp.changes, ['report']);
    watch(this, office.changes, ['status']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void checkUp.run();
  }

  protected override render(): TemplateResult {
    const { report, busy } = checkUp;
    return html`
      <div class="page-head">
        <div>
          <h1 tabindex="-1">${text.heading}</h1>
          <p>${text.lead}</p>
        </div>
        <div class="actions">
          <button class="primary" ?disabled=${busy} @click=${() => checkUp.run()}>
            ${networkIcon('again')} ${text.again}
          </button>
        </div>
      </div>
      <div role="status" class="state">
        ${busy ? this.#busy() : report ? this.#outcome(report) : nothing}
      </div>
      ${problem(checkUp.problem)} ${report ? this.#report(report) : nothing}
      ${
        office.get('status')?.workgroup === null
          ? html`<p class="back"><a class="button" href="/">${text.back}</a></p>`
          : nothing
      }
    `;
  }

  #busy(): TemplateResult {
    return html`<div class="outcome card">
      <div class="grow">
        <p>${text.busy}</p>
        <progress aria-label=${text.busy}></progress>
      </div>
    </div>`;
  }

  #outcome(report: DoctorReport): TemplateResult {
    return html`<div class="outcome card ${report.ok ? 'ok' : 'bad'}">
      <span class="sign">
        ${report.ok ? networkIcon('tick', 26) : icon('alert', 26)}
      </span>
      <div class="grow">
        <p class="word">${outcome(report)}</p>
        <p class="small muted wrap">
          ${text.checked} ${formatMoment(report.at)} · Hallway
          <bdi>${displayText(report.version, 40)}</bdi> ${text.on}
          <bdi>${displayText(report.system, 80)}</bdi>
        </p>
      </div>
    </div>`;
  }

  #report(report: DoctorReport): TemplateResult {
    return html`
      <section><hallway-check-list .checks=${report.checks}></hallway-check-list></section>
      ${
        report.matrix && report.matrix.devices.length > 1
          ? html`<section>
            <hallway-sight-matrix .matrix=${report.matrix}></hallway-sight-matrix>
          </section>`
          : nothing
      }
      <section class="rows">
        <div>
          <div class="grow">
            <h2>${text.share}</h2>
            <p class="muted">${text.shareLead}</p>
          </div>
          <div class="actions">
            <button ?disabled=${this.making} @click=${() => this.#save()}>
              ${icon('download', 18)} ${text.save}
            </button>
            <button ?disabled=${this.making} @click=${() => this.#copy()}>
              ${icon('copy', 18)} ${text.copy}
            </button>
          </div>
        </div>
      </section>
      <div role="status" class="after">${this.making ? html`<p>${text.making}</p>` : nothing}</div>
      ${problem(this.error)}
    `;
  }

  #save(): Promise<void> {
    return this.#make(async (made) => {
      const day = new Date().toISOString().slice(0, 10);
      saveText(`hallway-report-${day}.txt`, await made);
      notices.say(text.saved);
    });
  }

  #copy(): Promise<void> {
    return this.#make(async (made) => {
      await copyText(made);
      notices.say(text.copied);
    });
  }

  async #make(use: (made: Promise<string>) => Promise<void>): Promise<void> {
    this.making = true;
    this.error = undefined;
    try {
      await use(checkUp.text());
    } catch (error) {
      this.error = error;
    } finally {
      this.making = false;
    }
  }

  static override styles = [
    controls,
    layout,
    css`
      .state {
        min-height: 5.5rem;
        margin-bottom: var(--space-6);
      }
      .outcome {
        display: flex;
        align-items: center;
        gap: var(--space-4);
        min-height: 5.5rem;
        padding-block: var(--space-4);
      }
      .sign {
        display: grid;
        place-items: center;
        width: 3rem;
        height: 3rem;
        flex: none;
        border-radius: 50%;
      }
      .ok .sign {
        background: var(--accent-soft);
        color: var(--good);
      }
      .bad .sign {
        background: var(--bad-soft);
        color: var(--bad);
      }
      .word {
        font-size: var(--text-large);
        font-weight: 650;
      }
      .after,
      .back {
        margin-top: var(--space-4);
      }
    `,
  ];
}
customElements.define('hallway-doctor-page', DoctorPage);
