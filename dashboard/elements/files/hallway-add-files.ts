/** Lets a person choose files of this PC to put into the open folder. */
import { html, LitElement, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { controls } from '../../styles/controls.ts';
import { icon } from '../icons.ts';

const text = translated({ upload: 'Add files' });

/** Fires `files-chosen` with the files. */
export class HallwayAddFiles extends LitElement {
  protected override render(): TemplateResult {
    return html`
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
          const detail = [...(input.files ?? [])];
          input.value = '';
          if (detail.length > 0) this.dispatchEvent(new CustomEvent('files-chosen', { detail }));
        }}
      />
    `;
  }

  static override styles = [controls];
}
customElements.define('hallway-add-files', HallwayAddFiles);
