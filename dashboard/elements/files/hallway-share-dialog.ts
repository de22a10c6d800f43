/** Asks which folder to share, under which name, how and with whom. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { addShare } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { ask } from '../../data/agent-client.ts';
import { inOrder } from '../../state/members.ts';
import { notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { dialogFoot } from '../../styles/dialog-foot.ts';
import { layout } from '../../styles/layout.ts';
import { formText } from '../parts/form-text.ts';
import '../parts/hallway-dialog.ts';
import { pathField, typedPath } from './path-field.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  heading: 'Share a folder',
  path: 'Folder on this PC',
  pathHint: 'Its whole path. You can copy it from the address bar of your file manager.',
  windows: 'For example C:\\Users\\Anna\\Documents\\Offers',
  unix: 'For example /home/anna/Offers',
  name: 'Name for the others',
  nameHint: 'Left empty: the name of the folder.',
  access: 'What may the others do?',
  read: 'Look and download',
  write: 'Also add files',
  writeHint: 'They can put files and folders in, and replace files.',
  who: 'Who?',
  everyone: 'Everybody in the workgroup',
  some: 'Only these PCs',
  nobody: 'Choose at least one PC.',
  nobodyElse: 'There is no other PC in the workgroup yet.',
  share: 'Share',
  cancel: 'Cancel',
  done: 'Shared.',
});

/** Fires `share-done` when it is over, one way or the other. */
export class HallwayShareDialog extends LitElement {
  static override properties = {
    preset: { attribute: false },
    some: { state: true },
    busy: { state: true },
    error: { state: true },
  };
  declare preset: { path: string; name: string } | undefined;
  declare some: boolean;
  declare busy: boolean;
  declare error: unknown;

  constructor() {
    super();
    this.preset = undefined;
    this.some = false;
    this.busy = false;
    this.error = undefined;
    watch(this, office.changes, ['members']);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('preset')) return;
    this.some = false;
    this.error = undefined;
  }

  #done(): void {
    this.dispatchEvent(new CustomEvent('share-done'));
  }

  async #share(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const chosen = form.getAll('device').filter((id) => typeof id === 'string');
    const name = formText(form, 'name');
    if (this.some && chosen.length === 0) {
      this.error = new HallwayError('request.invalid', text.nobody);
      return;
    }
    this.busy = true;
    this.error = undefined;
    try {
      await ask(addShare, {
        body: {
          path: typedPath(form),
          ...(name === '' ? {} : { name }),
          access: form.get('access') === 'write' ? 'write' : 'read',
          with: this.some ? chosen : 'everyone',
        },
      });
      this.#done();
      notices.say(text.done);
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    return html`
      <hallway-dialog
        heading=${text.heading}
        .open=${this.preset !== undefined}
        @dialog-close=${() => this.#done()}
      >
        ${this.preset ? this.#form(this.preset) : nothing}
      </hallway-dialog>
    `;
  }

  #form(preset: { path: string; name: string }): TemplateResult {
    const example = navigator.userAgent.includes('Windows') ? text.windows : text.unix;
    return html`
      <form @submit=${(event: SubmitEvent) => this.#share(event)}>
        ${pathField(text.path, `${text.pathHint} ${example}`, preset.path)}
        <label class="field">
          ${text.name}
          <input name="name" maxlength="63" autocomplete="off" .value=${preset.name} />
          <span class="hint">${text.nameHint}</span>
        </label>
        <fieldset>
          <legend>${text.access}</legend>
          <label class="choice">
            <input type="radio" name="access" value="read" checked />${text.read}
          </label>
          <label class="choice">
            <input type="radio" name="access" value="write" />
            <span>${text.write}<span class="hint block">${text.writeHint}</span></span>
          </label>
        </fieldset>
        ${this.#audience()} ${problem(this.error)}
        <div class="foot">
          <button type="button" @click=${() => this.#done()}>${text.cancel}</button>
          <button class="primary" ?disabled=${this.busy}>${text.share}</button>
        </div>
      </form>
    `;
  }

  #audience(): TemplateResult {
    const others = inOrder(office.get('members') ?? []).filter(({ self }) => !self);
    return html`
      <fieldset>
        <legend>${text.who}</legend>
        <label class="choice">
          <input type="radio" name="who" checked @change=${() => (this.some = false)} />
          ${text.everyone}
        </label>
        <label class="choice">
          <input type="radio" name="who" @change=${() => (this.some = true)} />${text.some}
        </label>
        ${
          this.some
            ? html`<div class="people">
              ${others.length === 0 ? html`<p class="muted">${text.nobodyElse}</p>` : nothing}
              ${others.map(
                ({ id }) => html`<label class="choice">
                  <input type="checkbox" name="device" value=${id} />
                  <bdi class="cut">${office.deviceName(id)}</bdi>
                </label>`,
              )}
            </div>`
            : nothing
        }
      </fieldset>
    `;
  }

  static override styles = [
    controls,
    layout,
    dialogFoot,
    css`
      .people {
        max-height: 12rem;
        margin-inline-start: 2rem;
        overflow: auto;
      }
      .block {
        display: block;
      }
    `,
  ];
}
customElements.define('hallway-share-dialog', HallwayShareDialog);
