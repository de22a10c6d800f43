/** A newer Hallway that a colleague has: what it is, a button that agrees to it, and its way here. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { getUpdate, startUpdate } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { UpdateState } from '../../../src/model/release.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { said } from '../../words/said.ts';

const text = translated({
  heading: 'A newer Hallway',
  explain:
    'It was signed by those who make Hallway, and if it does not start, this one comes back.',
  begin: 'Update this PC',
  fetching: 'The newer Hallway is on its way here.',
  restarting: 'Hallway starts anew. This page comes back by itself, or asks you to open it again.',
  failed: 'The update did not come to an end. This PC keeps the Hallway that it has.',
});
/** Colleagues are asked by the agent; this only looks at what it knows. */
const LOOK_MS = 3000;

export class HallwayUpdate extends LitElement {
  static override properties = { found: { state: true } };
  declare found: UpdateState | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.found = undefined;
    watch(this, office.changes, ['connection']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
    this.#timer = setInterval(() => document.hidden || void this.#look(), LOOK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    // An agent that starts anew does not answer for a moment: what was said last stays.
    this.found = await ask(getUpdate, {}).catch(() => this.found);
  }

  readonly #begin = (): void =>
    void attempt(async () => {
      this.found = await ask(startUpdate, {});
    });

  protected override render(): TemplateResult {
    const state = this.found;
    const shown = state !== undefined && (state.offer !== null || state.phase !== 'idle');
    return html`<section ?hidden=${!shown}>${shown ? this.#news(state) : nothing}</section>`;
  }

  #news({ offer, phase, bytes, total, problem }: UpdateState): TemplateResult {
    const busy = phase === 'fetching' || phase === 'restarting';
    const words = offer
      ? phrase('Hallway {0} is on the PC “{1}”.', offer.version, displayText(offer.name, 63))
      : '';
    return html`
      <div class="section-head"><h2>${text.heading}</h2></div>
      ${offer ? html`<p><bdi>${words}</bdi> ${text.explain}</p>` : nothing}
      <div role="status">
        ${phase === 'idle' ? nothing : html`<p>${text[phase]}</p>`}
        ${phase === 'failed' && problem !== null ? html`<p class="wrap">${said(problem)}</p>` : nothing}
      </div>
      ${
        busy
          ? html`<progress
              aria-label=${text.heading}
              max=${Math.max(1, total)}
              .value=${phase === 'restarting' ? Math.max(1, total) : bytes}
            ></progress>`
          : nothing
      }
      ${
        offer && !busy
          ? html`<button class="primary" @click=${this.#begin}>${text.begin}</button>`
          : nothing
      }
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      section {
        display: grid;
        justify-items: start;
        margin-block-end: var(--space-6);
        gap: var(--space-3);
      }
      section[hidden] {
        display: none;
      }
      progress {
        width: min(20rem, 100%);
      }
      p {
        max-width: 40rem;
        text-wrap: pretty;
      }
    `,
  ];
}
customElements.define('hallway-update', HallwayUpdate);
