/** Gives what is selected in an own share to others, or keeps a copy here of what a colleague shares. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import type { KeepOrder } from '../../../src/model/keep.ts';
import { pathIn, type Spot } from '../../state/files/folder-changes.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import '../transfers/hallway-keep-dialog.ts';
import '../transfers/hallway-send-dialog.ts';

const text = translated({ send: 'Send to…', keep: 'Keep a copy here' });

export class HallwayGiveActions extends LitElement {
  static override properties = {
    folder: { attribute: false },
    names: { attribute: false },
    sending: { state: true },
    keeping: { state: true },
  };
  declare folder: Spot;
  /** Of what is selected in it. */
  declare names: readonly string[];
  declare sending: readonly string[] | undefined;
  declare keeping: Omit<KeepOrder, 'target'> | undefined;

  constructor() {
    super();
    watch(this, office.changes, ['ownShares', 'members']);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { device, share } = this.folder;
    const own = office.get('ownShares')?.find(({ id }) => id === share);
    if (own && device === office.ownId) return this.#send(own.path);
    const member = office.get('members')?.some(({ id, self }) => id === device && !self);
    return member === true && this.names.length === 1 ? this.#keep() : nothing;
  }

  #send(root: string): TemplateResult {
    const paths = this.names.map((name) => localPath(root, pathIn(this.folder, name)));
    return html`<button class="small" @click=${() => (this.sending = paths)}>${text.send}</button>
      <hallway-send-dialog
        .paths=${this.sending}
        @dialog-close=${() => (this.sending = undefined)}
      ></hallway-send-dialog>`;
  }

  #keep(): TemplateResult {
    const { device, share } = this.folder;
    const path = pathIn(this.folder, this.names[0] ?? '');
    return html`<button class="small" @click=${() => (this.keeping = { device, share, path })}>
        ${text.keep}
      </button>
      <hallway-keep-dialog
        .source=${this.keeping}
        @dialog-close=${() => (this.keeping = undefined)}
      ></hallway-keep-dialog>`;
  }

  static override styles = [controls];
}
customElements.define('hallway-give-actions', HallwayGiveActions);

/** Of something in a share of this PC. */
function localPath(root: string, path: string): string {
  const between = root.includes('\\') ? '\\' : '/';
  return `${root.replace(/[/\\]$/, '')}${between}${path.replaceAll('/', between)}`;
}
