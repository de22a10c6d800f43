/** Short messages, read aloud as they come, and the one question that waits for a yes. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase } from '../../locale/localization.ts';
import { notices } from '../../state/notices.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import '../parts/hallway-dialog.ts';
import { icon } from '../parts/icons.ts';

export class HallwayNotices extends LitElement {
  constructor() {
    super();
    watch(this, notices.changes, ['toasts', 'question']);
  }

  protected override render(): TemplateResult {
    const question = notices.question;
    return html`
      <div class="toasts" role="status" aria-live="polite">
        ${notices.toasts.map(
          (toast) => html`
            <div class="toast ${toast.bad ? 'bad' : ''}">
              ${icon(toast.bad ? 'alert' : 'check')}
              <p class="wrap">${toast.text}</p>
              ${
                toast.undo
                  ? html`<button class="small" @click=${() => notices.undo(toast)}>Undo</button>`
                  : nothing
              }
              <button
                class="quiet small"
                aria-label=${phrase('Dismiss message')}
                @click=${() => notices.dismiss(toast.id)}
              >
                ${icon('close', 18)}
              </button>
            </div>
          `,
        )}
      </div>
      <hallway-dialog
        heading=${question?.heading ?? ''}
        .open=${question !== undefined}
        @dialog-close=${() => question?.answer(undefined, false)}
      >
        <p class="wrap">${question?.text}</p>
        ${
          question?.all === undefined
            ? nothing
            : html`<label class="choice"><input type="checkbox" /> ${question.all}</label>`
        }
        <div class="answers">
          ${question?.choices.map(
            ({ value, label, kind }, index) => html`<button
              ?data-first=${index === 0}
              class=${kind ?? ''}
              @click=${() => question.answer(value, this.#forAll)}
            >
              ${label}
            </button>`,
          )}
        </div>
      </hallway-dialog>
    `;
  }

  get #forAll(): boolean {
    return this.renderRoot.querySelector<HTMLInputElement>('.choice input')?.checked ?? false;
  }

  static override styles = [
    controls,
    css`
      .toasts {
        position: fixed;
        inset: auto 0 var(--space-5) 0;
        z-index: 20;
        display: grid;
        justify-items: center;
        gap: var(--space-2);
        padding-inline: var(--space-4);
        pointer-events: none;
      }
      .toast {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        max-width: 36rem;
        padding-block: var(--space-3);
        padding-inline: var(--space-4) var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        box-shadow: var(--shadow-high);
        pointer-events: auto;
        animation: rise var(--quick);
      }
      .toast > svg {
        color: var(--good);
      }
      .toast.bad {
        background: var(--bad-soft);
        border-color: var(--bad);
      }
      .toast.bad > svg {
        color: var(--bad);
      }
      .toast .quiet {
        padding-inline: 0.375rem;
        color: inherit;
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: translateY(0.5rem);
        }
      }
      .answers {
        display: flex;
        flex-wrap: wrap;
        justify-content: end;
        gap: var(--space-2);
        margin-top: var(--space-5);
      }
      @media (width < 52rem) {
        .toasts {
          bottom: 4.75rem;
        }
      }
    `,
  ];
}
customElements.define('hallway-notices', HallwayNotices);
