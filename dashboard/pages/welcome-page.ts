/** The first page of a PC without a workgroup: make one, or join one by its six digits. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import '../elements/members/hallway-create-form.ts';
import '../elements/members/hallway-join-form.ts';
import { icon } from '../elements/parts/icons.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { said } from '../words/said.ts';

const text = translated({
  out: 'This PC is no longer in its workgroup',
  again: 'Join again',
  doctor: 'It does not work? Let the doctor look',
  heading: 'Welcome to Hallway',
  lead: 'The printers, folders and drives of your office, shared between its PCs. No server, no account.',
  thisPc: 'This PC is called',
  join: 'Join a workgroup',
  joinLead:
    'A colleague uses Hallway already? Ask them to click “Add a PC”, and type the code that they see.',
  create: 'Make a new workgroup',
  createLead: 'You are the first one here? Give your office a name. You add the other PCs next.',
});

export class WelcomePage extends LitElement {
  constructor() {
    super();
    watch(this, office.changes, ['status']);
  }

  protected override render(): TemplateResult {
    const status = office.get('status');
    return html`
      <div class="intro">
        <span class="mark">${icon('hallway', 36)}</span>
        <h1 tabindex="-1">${text.heading}</h1>
        <p class="muted">${text.lead}</p>
        <p class="muted small wrap">
          ${text.thisPc} <bdi><strong>${displayName(status?.device.name, '?')}</strong></bdi>.
        </p>
        ${status?.notice ? this.#notice(status.notice) : nothing}
      </div>
      <div class="ways">
        <section class="card" aria-labelledby="join">
          <h2 id="join">${text.join}</h2>
          <p class="muted">${text.joinLead}</p>
          <hallway-join-form></hallway-join-form>
          <p><a href="/doctor">${text.doctor}</a></p>
        </section>
        <section class="card" aria-labelledby="create">
          <h2 id="create">${text.create}</h2>
          <p class="muted">${text.createLead}</p>
          <hallway-create-form></hallway-create-form>
        </section>
      </div>
    `;
  }

  #notice(notice: string): TemplateResult {
    return html`<div class="notice" role="status">
      ${icon('alert', 24)}
      <div>
        <h2>${text.out}</h2>
        <p class="wrap"><bdi>${said(displayText(notice, 500))}</bdi></p>
      </div>
      <button
        class="primary"
        @click=${() => this.renderRoot.querySelector<HTMLElement>('hallway-join-form')?.focus()}
      >
        ${text.again}
      </button>
    </div>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      :host {
        max-width: 60rem;
        margin-inline: auto;
      }
      .intro {
        display: grid;
        justify-items: center;
        gap: var(--space-2);
        margin-block: 3vh var(--space-6);
        text-align: center;
      }
      .intro p {
        max-width: 36rem;
        text-wrap: balance;
      }
      .mark {
        display: grid;
        place-items: center;
        width: 4rem;
        height: 4rem;
        margin-bottom: var(--space-2);
        border-radius: var(--radius-large);
        background: var(--accent);
        color: var(--on-accent);
      }
      .notice {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-4);
        width: 100%;
        margin-top: var(--space-4);
        padding: var(--space-4) var(--space-5);
        border-radius: var(--radius-large);
        background: var(--warn-soft);
        text-align: start;
      }
      .notice div {
        flex: 1 1 16rem;
        min-width: 0;
      }
      .notice svg {
        align-self: start;
        color: var(--warn);
      }
      .notice p {
        max-width: none;
      }
      .ways {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
        gap: var(--space-5);
        align-items: start;
      }
      .ways section {
        display: grid;
        gap: var(--space-4);
        margin: 0;
        padding: var(--space-6) clamp(1.25rem, 4vw, 2rem);
      }
    `,
  ];
}
customElements.define('hallway-welcome-page', WelcomePage);
