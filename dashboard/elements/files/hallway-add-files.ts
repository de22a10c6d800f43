/** Lets a person choose files or a folder of this PC to put into the open folder. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { chosenFolders, type LocalItems } from '../../data/local-files.ts';
import { controls } from '../../styles/controls.ts';
import { icon } from '../parts/icons.ts';

const text = translated({ upload: 'Add files', folder: 'Add a whole folder' });
/** Phones choose files only. */
const HAS_FOLDERS = 'webkitdirectory' in HTMLInputElement.prototype;

/** Fires `items-chosen` with what was chosen (`LocalItems`). */
export class HallwayAddFiles extends LitElement {
  #tell(items: LocalItems): void {
    this.dispatchEvent(new CustomEvent('items-chosen', { detail: items }));
  }

  #chooseFolder(): void {
    const input = document.createElement('input');
    input.type = 'file';
    input.webkitdirectory = true;
    input.addEventListener('change', () => {
      const folders = chosenFolders([...(input.files ?? [])]);
      this.#tell({ files: [], folders });
    });
    input.click();
  }

  protected override render(): TemplateResult {
    return html`
      ${
        HAS_FOLDERS
          ? html`<button @click=${() => this.#chooseFolder()}>
              ${icon('folder')} ${text.folder}
            </button>`
          : nothing
      }
      <button class="primary" @click=${() => this.renderRoot.querySelector('input')?.click()}>
        ${icon('upload')} ${text.upload}
      </button>
      <input
        type="file"
        multiple
        hidden
        aria-label=${text.upload}
        @change=${(event: Event) => {
          const input = event.currentTarget as HTMLInputElement;
          const files = [...(input.files ?? [])];
          input.value = '';
          this.#tell({ files, folders: [] });
        }}
      />
    `;
  }

  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
    `,
  ];
}
customElements.define('hallway-add-files', HallwayAddFiles);
