/** For a PC that is not online: what stands in the way, waking it up, and the way to the doctor. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import type { Peer } from '../../../src/model/device.ts';
import { office } from '../../state/office.ts';
import { waking } from '../../state/waking.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { troubleWords } from '../../words/presence.ts';
import { networkIcon } from './network-icons.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  wake: 'Wake up',
  busy: 'Waking it up… this can take a minute.',
  doctor: 'Find out why',
});

/** Nothing can be found out about a PC that says by itself why it is away. */
const EXPLAINED = new Set(['stopped', 'asleep']);

export class HallwayReach extends LitElement {
  static override properties = { peer: { attribute: false }, brief: { type: Boolean } };
  declare peer: Peer | undefined;
  /** Without the words: only what can be done. */
  declare brief: boolean;

  constructor() {
    super();
    this.peer = undefined;
    this.brief = false;
    watch(this, waking.changes, ['waking']);
  }

  /** Takes no room in a card while there is nothing to say. */
  protected override willUpdate(): void {
    this.toggleAttribute('hidden', this.peer === undefined || this.peer.online);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { peer } = this;
    if (!peer || peer.online) return nothing;
    const { trouble } = peer;
    const words = trouble && !this.brief ? troubleWords(trouble.code) : undefined;
    return html`
      ${
        words
          ? html`<p class="small">
            ${words.text} <span class="muted">${words.fix}</span>
            ${
              trouble && !EXPLAINED.has(trouble.code)
                ? html`<a href="/doctor">${text.doctor}</a>`
                : nothing
            }
          </p>`
          : nothing
      }
      ${peer.canWake ? this.#wake(peer) : nothing}
    `;
  }

  #wake({ id }: Peer): TemplateResult {
    const name = office.deviceName(id);
    const busy = waking.isBusy(id);
    return html`
      <div role="status" class="small">
        ${
          busy
            ? html`<p>${text.busy}</p>
                <progress aria-label="${text.wake} ${name}"></progress>`
            : nothing
        }
      </div>
      ${problem(waking.problem(id))}
      ${
        busy
          ? nothing
          : html`<button class="small" @click=${() => waking.wake(id)}>
            ${networkIcon('power', 16)}<span>${text.wake}<span class="unseen"> ${name}</span></span>
          </button>`
      }
    `;
  }

  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        justify-items: start;
        gap: var(--space-2);
        max-width: 40rem;
      }
      p {
        text-wrap: pretty;
      }
      progress {
        width: min(14rem, 100%);
      }
      div {
        width: 100%;
      }
      .problem {
        font-size: var(--text-small);
      }
    `,
  ];
}
customElements.define('hallway-reach', HallwayReach);
