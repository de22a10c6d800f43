/** The banner for newcomers who proved the code and wait for somebody's yes. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { decideJoinRequest } from '../../../src/api/local.ts';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { JoinRequest } from '../../../src/model/workgroup.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  unnamed: 'A PC without a name',
  wants: 'wants to join. Let it in only if you know this PC.',
  admit: 'Let it in',
  refuse: 'Refuse',
});

export class HallwayJoinRequests extends LitElement {
  constructor() {
    super();
    watch(this, office.changes, ['requests']);
  }

  protected override render(): TemplateResult {
    return html`<div role="status">
      ${office.get('requests')?.map((request) => this.#request(request)) ?? nothing}
    </div>`;
  }

  #request(request: JoinRequest): TemplateResult {
    const name = displayName(request.name, text.unnamed);
    const decide = (admit: boolean) =>
      attempt(
        () => ask(decideJoinRequest, { params: { id: request.id }, body: { admit } }),
        admit ? phrase('{0} is in.', name) : phrase('{0} was refused.', name),
      );
    return html`
      <div class="request">
        ${icon('pc', 24)}
        <p class="wrap">
          <bdi><strong>${name}</strong></bdi> ${text.wants}
          <span class="muted small">${displayText(request.address, 100)}</span>
        </p>
        <div class="answers">
          <button @click=${() => decide(false)}>
            <span>${text.refuse}<span class="unseen"> ${name}</span></span>
          </button>
          <button class="primary" @click=${() => decide(true)}>
            <span>${text.admit}<span class="unseen"> ${name}</span></span>
          </button>
        </div>
      </div>
    `;
  }

  static override styles = [
    controls,
    css`
      .request {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-3) clamp(1rem, 4vw, 3rem);
        border-bottom: 1px solid var(--line);
        background: var(--accent-soft);
      }
      .request > svg {
        color: var(--accent);
      }
      p {
        flex: 1 1 16rem;
        min-width: 0;
      }
      .answers {
        display: flex;
        gap: var(--space-2);
      }
    `,
  ];
}
customElements.define('hallway-join-requests', HallwayJoinRequests);
