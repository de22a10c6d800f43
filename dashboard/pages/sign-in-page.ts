/** For a tab that is not signed in: says how to open the dashboard so that it is. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import { icon } from '../elements/parts/icons.ts';
import { problem } from '../elements/parts/problem.ts';
import { signing } from '../state/signing.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';

const text = translated({
  heading: 'Open Hallway from this PC',
  lead: 'So that nobody else can look in, each new window is signed in by the PC itself.',
  tray: 'Click the Hallway icon beside the clock and choose Open.',
  or: 'Or type this in a terminal:',
  command: 'hallway dashboard',
  used: 'The address that opened this window was used before or is older than 30 seconds.',
});

export class SignInPage extends LitElement {
  constructor() {
    super();
    watch(this, signing.changes, ['signing']);
  }

  protected override render(): TemplateResult {
    const failed = signing.problem;
    return html`
      <div class="card">
        <span class="badge-icon">${icon('key', 26)}</span>
        <h1 tabindex="-1">${text.heading}</h1>
        <p class="muted">${text.lead}</p>
        ${
          failed?.code === 'request.unauthorized'
            ? html`<p class="used" role="alert">${text.used}</p>`
            : failed
              ? problem(failed)
              : nothing
        }
        <ol>
          <li>${text.tray}</li>
          <li>${text.or} <code>${text.command}</code></li>
        </ol>
      </div>
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      .card {
        display: grid;
        gap: var(--space-4);
        max-width: 34rem;
        margin: 8vh auto 0;
        padding: var(--space-6);
      }
      ol {
        display: grid;
        gap: var(--space-3);
      }
      li {
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius);
        background: var(--sunken);
      }
      code {
        display: block;
        margin-top: var(--space-1);
        font: 600 var(--text) / 1.5 var(--font-code);
      }
      .used {
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius);
        background: var(--warn-soft);
      }
    `,
  ];
}
customElements.define('hallway-sign-in-page', SignInPage);
