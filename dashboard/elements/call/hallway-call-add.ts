/** Rings somebody more, in a call that is held. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { MAX_CALL } from '../../../src/model/call.ts';
import { call } from '../../state/call.ts';
import { inOrder } from '../../state/members.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import '../parts/hallway-dialog.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';
import { callIcon } from './call-icons.ts';

const text = translated({
  heading: 'Add somebody to the call',
  nobody: 'Nobody else is there now.',
  full: 'More do not fit into a call.',
  cancel: 'Cancel',
});

/** Fires `dialog-close`. */
export class HallwayCallAdd extends TaskDialog {
  static override properties = { shown: { attribute: false } };
  declare shown: boolean;

  constructor() {
    super();
    this.shown = false;
    watch(this, office.changes, ['members', 'peers']);
    watch(this, call.changes, ['call']);
  }

  #add(device: string): void {
    void this.attempt(async () => {
      await call.add(device);
      this.close();
    });
  }

  protected override render(): TemplateResult {
    return html`<hallway-dialog
      heading=${text.heading}
      .open=${this.shown}
      @dialog-close=${() => this.close()}
    >
      ${this.shown ? this.#people() : nothing}
    </hallway-dialog>`;
  }

  #people(): TemplateResult {
    const present = (call.call?.people ?? []).filter(({ state }) => state !== 'out');
    const others = inOrder(office.get('members') ?? []).filter(
      ({ id, self }) =>
        !self && office.isOnline(id) && !present.some(({ device }) => device === id),
    );
    const full = present.length + 1 >= MAX_CALL;
    return html`
      ${
        full || others.length === 0
          ? html`<p class="muted">${full ? text.full : text.nobody}</p>`
          : html`<div class="people">${others.map(
              ({ id }) => html`<button ?disabled=${this.busy} @click=${() => this.#add(id)}>
                ${callIcon('call')} <bdi class="cut">${office.deviceName(id)}</bdi>
              </button>`,
            )}</div>`
      }
      ${problem(this.error)}
      <div class="actions">
        <button type="button" @click=${() => this.close()}>${text.cancel}</button>
      </div>
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      .people {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
    `,
  ];
}
customElements.define('hallway-call-add', HallwayCallAdd);
