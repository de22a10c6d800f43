/** Where files and folders of this PC may be dropped: it says so while they are held above it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { droppedItems } from '../../data/local-files.ts';
import { dragging } from '../../state/files/dragging.ts';
import { icon } from '../parts/icons.ts';

const text = translated({ drop: 'Drop to add to this folder' });

/** Fires `items-dropped` with what was dropped (`LocalItems`). Without `open` it takes nothing. */
export class HallwayDropArea extends LitElement {
  static override properties = { open: { type: Boolean }, over: { state: true } };
  declare open: boolean;
  declare over: boolean;

  constructor() {
    super();
    this.open = false;
    this.over = false;
  }

  #takes(event: DragEvent): boolean {
    return this.open && !event.defaultPrevented && !dragging.isInside(event);
  }

  #drop(event: DragEvent): void {
    this.over = false;
    if (!this.#takes(event)) return;
    event.preventDefault();
    const detail = droppedItems(event.dataTransfer);
    this.dispatchEvent(new CustomEvent('items-dropped', { detail }));
  }

  protected override render(): TemplateResult {
    return html`<section
      class=${this.over ? 'over' : ''}
      @dragover=${(event: DragEvent) => {
        this.over = this.#takes(event);
        if (this.over) event.preventDefault();
      }}
      @dragleave=${() => (this.over = false)}
      @drop=${(event: DragEvent) => this.#drop(event)}
    >
      <slot></slot>
      ${this.over ? html`<p class="drop">${icon('upload')} ${text.drop}</p>` : nothing}
    </section>`;
  }

  static override styles = css`
    section {
      position: relative;
      border-radius: var(--radius-large);
    }
    section.over {
      outline: var(--focus);
      outline-offset: 4px;
    }
    .drop {
      position: sticky;
      bottom: 6rem;
      display: flex;
      gap: var(--space-2);
      width: fit-content;
      margin: var(--space-4) auto 0;
      padding: var(--space-3) var(--space-5);
      border-radius: 2rem;
      background: var(--accent);
      color: var(--on-accent);
      pointer-events: none;
    }
  `;
}
customElements.define('hallway-drop-area', HallwayDropArea);
