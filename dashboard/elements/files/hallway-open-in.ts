/** "Open in…": a share's address for the programs of this PC, and the command that mounts it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { getMount } from '../../../src/api/local.ts';
import type { Mount } from '../../../src/model/mount.ts';
import { ask } from '../../data/agent-client.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import '../parts/hallway-dialog.ts';
import { icon } from '../parts/icons.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  open: 'Open in…',
  lead: 'Connect to this address as a network drive (WebDAV). It works in every program of this PC, and on no other PC.',
  loading: 'One moment…',
  url: 'Address',
  username: 'Name',
  password: 'Password',
  command: 'Or type this in a terminal',
  copied: 'Copied.',
  copyFailed: 'This browser does not allow copying. Mark the text and copy it by hand.',
});

const FIELDS = ['url', 'username', 'password', 'command'] as const;

export class HallwayOpenIn extends LitElement {
  static override properties = {
    device: { attribute: false },
    share: { attribute: false },
    /** Of the share, for those who hear the page. */
    name: { attribute: false },
    open: { state: true },
    mount: { state: true },
    error: { state: true },
    copied: { state: true },
  };
  declare device: string;
  declare share: string;
  declare name: string;
  declare open: boolean;
  declare mount: Mount | undefined;
  declare error: unknown;
  /** What copying came to, in words; empty before it. */
  declare copied: string;

  constructor() {
    super();
    this.open = false;
    this.copied = '';
  }

  async #show(): Promise<void> {
    this.open = true;
    this.copied = '';
    this.error = this.mount = undefined;
    try {
      const { device, share } = this;
      this.mount = await ask(getMount, { params: { device, share } });
    } catch (error) {
      this.error = error;
    }
  }

  #copy(value: string): void {
    navigator.clipboard.writeText(value).then(
      () => (this.copied = text.copied),
      () => (this.copied = text.copyFailed),
    );
  }

  protected override render(): TemplateResult {
    return html`
      <button aria-label="${text.open} ${this.name}" @click=${() => this.#show()}>${text.open}</button>
      <hallway-dialog
        heading=${text.open}
        .open=${this.open}
        @dialog-close=${() => (this.open = false)}
      >
        ${this.open ? this.#content() : nothing}
      </hallway-dialog>
    `;
  }

  #content(): TemplateResult {
    const { mount } = this;
    if (this.error !== undefined) return html`${problem(this.error)}`;
    if (!mount) return html`<p class="muted" role="status">${text.loading}</p>`;
    return html`
      <p>${text.lead}</p>
      <dl>
        ${FIELDS.map(
          (field) => html`
            <dt>${text[field]}</dt>
            <dd>
              <code>${mount[field]}</code>
              <button
                class="quiet"
                aria-label=${phrase('Copy: {0}', text[field])}
                @click=${() => this.#copy(mount[field])}
              >
                ${icon('copy', 18)}
              </button>
            </dd>
          `,
        )}
      </dl>
      <p role="status" class="muted">${this.copied}</p>
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      dt {
        margin-top: var(--space-3);
        font-weight: 600;
      }
      dd {
        display: flex;
        gap: var(--space-2);
        align-items: center;
        margin: 0;
      }
      code {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
        user-select: all;
      }
    `,
  ];
}
customElements.define('hallway-open-in', HallwayOpenIn);
