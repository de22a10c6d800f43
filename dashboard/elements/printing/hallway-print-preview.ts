/** The documents that are about to be printed: how they look, as far as that can be shown, and their size. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayText } from '../../../src/base/text.ts';
import { pdfPages } from '../../data/pdf-pages.ts';
import { controls } from '../../styles/controls.ts';
import { formatSize, plural } from '../../words/format.ts';
import { icon } from '../parts/icons.ts';

const text = translated({ documents: 'Documents', remove: 'Leave out', picture: 'Preview' });

/** Shown at most; the others are counted. */
const SHOWN = 20;
const MAX_PICTURE_BYTES = 50_000_000;
const TEXT_BYTES = 4000;
/** What a browser draws as a picture without running anything of it. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']);

interface Look {
  picture?: string;
  text?: string;
  pages?: number | undefined;
}

/** Fires `leave-out` with a file that shall not be printed. */
export class HallwayPrintPreview extends LitElement {
  static override properties = { files: { attribute: false }, looks: { state: true } };
  declare files: readonly File[];
  declare looks: ReadonlyMap<File, Look>;

  constructor() {
    super();
    this.files = [];
    this.looks = new Map();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget(() => true);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('files')) return;
    this.#forget((file) => !this.files.includes(file));
    for (const file of this.files.slice(0, SHOWN)) if (!this.looks.has(file)) void this.#look(file);
  }

  #forget(isGone: (file: File) => boolean): void {
    const kept = [...this.looks].filter(([file, { picture }]) => {
      const gone = isGone(file);
      if (gone && picture !== undefined) URL.revokeObjectURL(picture);
      return !gone;
    });
    this.looks = new Map(kept);
  }

  async #look(file: File): Promise<void> {
    this.#keep(file, {});
    if (PICTURES.has(file.type) && file.size <= MAX_PICTURE_BYTES)
      return this.#keep(file, { picture: URL.createObjectURL(file) });
    const look = await lookInside(file).catch(() => ({}));
    if (this.looks.has(file)) this.#keep(file, look);
  }

  #keep(file: File, look: Look): void {
    this.looks = new Map(this.looks).set(file, look);
  }

  protected override render(): TemplateResult {
    const shown = this.files.slice(0, SHOWN);
    const left = this.files.length - shown.length;
    return html`
      <ul aria-label=${text.documents} class=${shown.length === 1 ? 'one' : 'many'}>
        ${shown.map((file) => this.#row(file))}
        ${left > 0 ? html`<li class="muted small">${`and ${left} more`}</li>` : nothing}
      </ul>
    `;
  }

  #row(file: File): TemplateResult {
    const name = displayText(file.name, 255, '?');
    const { picture, text: words, pages } = this.looks.get(file) ?? {};
    const facts = [pages ? plural(pages, 'page', 'pages') : '', formatSize(file.size)];
    return html`
      <li>
        <div class="sheet" aria-hidden="true">
          ${
            picture !== undefined
              ? html`<img src=${picture} alt="" @error=${() => this.#keep(file, {})} />`
              : words !== undefined
                ? html`<pre>${words}</pre>`
                : icon('file', 24)
          }
        </div>
        <div class="grow">
          <bdi class="name" title=${name}>${name}</bdi>
          <p class="muted small">${facts.filter((fact) => fact !== '').join(', ')}</p>
        </div>
        ${
          this.files.length > 1
            ? html`<button
              type="button"
              class="quiet small"
              @click=${() => this.dispatchEvent(new CustomEvent('leave-out', { detail: file }))}
            >
              <span>${text.remove}<span class="unseen"> ${name}</span></span>
            </button>`
            : nothing
        }
      </li>
    `;
  }

  static override styles = [
    controls,
    css`
      ul {
        display: grid;
        gap: var(--space-3);
        max-height: 15rem;
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius);
        background: var(--sunken);
        overflow: auto;
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-width: 0;
      }
      .grow {
        flex: 1;
        min-width: 0;
      }
      .sheet {
        display: grid;
        place-items: center;
        flex: none;
        width: 2.5rem;
        height: 3.25rem;
        border: 1px solid var(--line-strong);
        border-radius: 0.125rem;
        background: #ffffff;
        color: #333333;
        overflow: hidden;
      }
      .one .sheet {
        width: 6.5rem;
        height: 9.1875rem;
      }
      img {
        width: 100%;
        height: 100%;
        object-fit: contain;
      }
      pre {
        justify-self: stretch;
        align-self: start;
        margin: 0;
        padding: 0.375rem;
        font: 0.25rem / 1.35 var(--font-code);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .name {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      .many .name {
        -webkit-line-clamp: 1;
      }
    `,
  ];
}
customElements.define('hallway-print-preview', HallwayPrintPreview);

async function lookInside(file: File): Promise<Look> {
  if (file.type === 'text/plain') return { text: await file.slice(0, TEXT_BYTES).text() };
  if (file.type === 'application/pdf') return { pages: await pdfPages(file) };
  return {};
}
