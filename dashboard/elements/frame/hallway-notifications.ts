/** A row of the preferences: who tells this person what happens while no dashboard is looked at: the system, or this browser. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { attempt } from '../../state/notices.ts';
import { notify, notifying } from '../../state/notifying.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';

const text = translated({
  heading: 'Notifications',
  system: 'Messages, calls, printing and files: this system shows them, also without a dashboard.',
  off: 'Messages, calls, printing and files, while a dashboard is open in the background.',
  on: 'This browser shows them while a dashboard is open in the background.',
  refused: 'This browser refuses them. Allow notifications for this page in its settings.',
  unknown: 'This browser shows none.',
  show: 'Show in this browser',
  hide: 'Do not show any more',
});

export class HallwayNotifications extends LitElement {
  readonly #again = (): void => this.requestUpdate();

  constructor() {
    super();
    watch(this, office.changes, ['desktop']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('focus', this.#again);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('focus', this.#again);
  }

  protected override render(): TemplateResult {
    const bySystem = office.get('desktop')?.notifies === 'system';
    const state = bySystem ? 'system' : notifying();
    return html`
      <span class="grow">
        <strong>${text.heading}</strong><span class="hint" role="status">${text[state]}</span>
      </span>
      ${
        state === 'on' || state === 'off'
          ? html`<button @click=${() => attempt(() => notify(state === 'off'))}>
            ${state === 'off' ? text.show : text.hide}
          </button>`
          : nothing
      }
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      .hint {
        display: block;
      }
      strong {
        font-weight: 550;
      }
    `,
  ];
}
customElements.define('hallway-notifications', HallwayNotifications);
