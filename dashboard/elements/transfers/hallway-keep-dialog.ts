/** “Keep a copy here”: asks where the copy of a colleague's folder or file goes. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { getReceiveRules, startKeep } from '../../../src/api/local.ts';
import { lastSegment, sanitizeFileName } from '../../../src/base/safe-path.ts';
import type { KeepOrder } from '../../../src/model/keep.ts';
import { ask } from '../../data/agent-client.ts';
import { notices } from '../../state/notices.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import '../parts/hallway-dialog.ts';
import { pathField, typedPath } from '../files/path-field.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';

const text = translated({
  heading: 'Keep a copy here',
  path: 'Where, on this PC',
  hint: 'The whole path of a file or folder that is not there yet.',
  lead: 'The copy can only be read, and follows its source. What is removed there goes to a trash.',
  keep: 'Keep a copy',
  cancel: 'Cancel',
});

/** Fires `dialog-close` when it is done or given up. */
export class HallwayKeepDialog extends TaskDialog {
  static override properties = { source: { attribute: false }, folder: { state: true } };
  /** Undefined while it is closed. */
  declare source: Omit<KeepOrder, 'target'> | undefined;
  declare folder: string;

  constructor() {
    super();
    this.folder = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('source') || !this.source) return;
    this.error = undefined;
    void ask(getReceiveRules, {}).then(
      ({ folder }) => (this.folder = folder),
      () => {},
    );
  }

  #keep(event: SubmitEvent, source: Omit<KeepOrder, 'target'>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const target = typedPath(form);
    return this.attempt(async () => {
      await ask(startKeep, { body: { ...source, target } });
      this.close();
      notices.say(phrase('It is on its way. “Transfers” shows how far it is.'));
    });
  }

  protected override render(): TemplateResult {
    return html`<hallway-dialog
      heading=${text.heading}
      .open=${this.source !== undefined}
      @dialog-close=${() => this.close()}
    >
      ${this.source ? this.#form(this.source) : nothing}
    </hallway-dialog>`;
  }

  #form(source: Omit<KeepOrder, 'target'>): TemplateResult {
    const between = this.folder.includes('\\') ? '\\' : '/';
    const name = sanitizeFileName(lastSegment(source.path));
    const preset = this.folder === '' ? '' : `${this.folder}${between}${name}`;
    return html`<form @submit=${(event: SubmitEvent) => this.#keep(event, source)}>
      ${pathField(text.path, text.hint, preset)}
      <p class="hint">${text.lead}</p>
      ${problem(this.error)}
      <div class="actions">
        <button class="primary" ?disabled=${this.busy}>${text.keep}</button>
        <button type="button" @click=${() => this.close()}>${text.cancel}</button>
      </div>
    </form>`;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-keep-dialog', HallwayKeepDialog);
