/** Chooses how a folder is shown: list or grid, and the order. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { folderView, ORDERS, type Order } from '../../state/files/view.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';

const text = translated({
  sort: 'Sort by',
  look: 'Shown as',
  list: 'List',
  grid: 'Grid',
  turn: 'Turn round',
});
const orders: Record<Order, string> = translated({
  name: 'Name',
  size: 'Size',
  time: 'Changed',
  kind: 'Kind',
});

export class HallwayFileView extends LitElement {
  constructor() {
    super();
    watch(this, folderView.changes, ['view']);
  }

  protected override render(): TemplateResult {
    const { look, by, down } = folderView.view;
    return html`
      <label>
        <span class="unseen">${text.sort}</span>
        <select
          @change=${(event: Event) => {
            const chosen = (event.currentTarget as HTMLSelectElement).value;
            const order = ORDERS.find((one) => one === chosen);
            if (order && order !== folderView.view.by) folderView.order(order);
          }}
        >
          ${ORDERS.map((one) => html`<option value=${one} ?selected=${one === by}>${orders[one]}</option>`)}
        </select>
      </label>
      <button
        class="small"
        aria-label=${text.turn}
        title=${text.turn}
        aria-pressed=${down}
        @click=${() => folderView.order(by)}
      >
        <span aria-hidden="true">${down ? '↓' : '↑'}</span>
      </button>
      <div role="group" aria-label=${text.look}>
        ${(['list', 'grid'] as const).map(
          (one) => html`<button
            class="small"
            aria-pressed=${look === one}
            @click=${() => folderView.change({ look: one })}
          >
            ${text[one]}
          </button>`,
        )}
      </div>
    `;
  }

  static override styles = [
    controls,
    css`
      :host,
      div {
        display: flex;
        align-items: center;
        gap: var(--space-2);
      }
      div {
        gap: 0;
      }
      select {
        width: auto;
        min-height: 2rem;
        padding-block: 0;
        font-size: var(--text-small);
      }
      div button:first-child {
        border-start-end-radius: 0;
        border-end-end-radius: 0;
      }
      div button:last-child {
        margin-inline-start: -1px;
        border-start-start-radius: 0;
        border-end-start-radius: 0;
      }
      [aria-pressed='true'] {
        background: var(--accent-soft);
        color: var(--accent-strong);
      }
    `,
  ];
}
customElements.define('hallway-file-view', HallwayFileView);
