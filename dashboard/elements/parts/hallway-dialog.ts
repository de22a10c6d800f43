/** A modal window with a heading; what stands in it belongs to whoever shows it. */
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { phrase } from '../../locale/localization.ts';
import { controls } from '../../styles/controls.ts';
import { icon } from './icons.ts';

/** Fires `dialog-close` when the person closes it, by its button or by Escape. */
export class HallwayDialog extends LitElement {
  static override properties = { heading: {}, open: { type: Boolean } };
  declare heading: string;
  declare open: boolean;

  constructor() {
    super();
    this.heading = '';
    this.open = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('open')) return;
    const dialog = this.renderRoot.querySelector('dialog');
    if (this.open && dialog?.open === false) {
      dialog.showModal();
      this.querySelector<HTMLElement>('[data-first]')?.focus();
    } else if (!this.open && dialog?.open === true) dialog.close();
  }

  protected override render(): TemplateResult {
    return html`
      <dialog aria-labelledby="heading" @close=${() => this.#closed()}>
        <div class="head">
          <h2 id="heading">${this.heading}</h2>
          <button
            class="quiet close"
            type="button"
            aria-label=${phrase('Close')}
            @click=${() => this.renderRoot.querySelector('dialog')?.close()}
          >
            ${icon('close')}
          </button>
        </div>
        <slot></slot>
      </dialog>
    `;
  }

  #closed(): void {
    if (this.open) this.dispatchEvent(new CustomEvent('dialog-close'));
  }

  static override styles = [
    controls,
    css`
      dialog {
        width: min(30rem, calc(100vw - 2rem));
        max-height: calc(100dvh - 2rem);
        padding: var(--space-5);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface);
        color: var(--ink);
        box-shadow: var(--shadow-high);
        overflow: auto;
        /* What gets the focus is not hidden below the buttons. */
        scroll-padding-bottom: 5rem;
      }
      dialog::backdrop {
        background: rgb(10 14 13 / 0.45);
      }
      .head {
        display: flex;
        align-items: start;
        justify-content: space-between;
        gap: var(--space-3);
        margin-bottom: var(--space-4);
      }
      h2 {
        padding-top: 0.25rem;
        overflow-wrap: anywhere;
        min-width: 0;
      }
      .close {
        min-height: 2.25rem;
        padding: 0 0.5rem;
        margin-block: -0.125rem 0;
        margin-inline: 0 -0.5rem;
        color: var(--ink-soft);
      }
    `,
  ];
}
customElements.define('hallway-dialog', HallwayDialog);
