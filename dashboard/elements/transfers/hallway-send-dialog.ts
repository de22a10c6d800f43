/** “Send to…”: gives a file or folder of this PC to some PCs or to all. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { startSending } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { ask } from '../../data/agent-client.ts';
import { inOrder } from '../../state/members.ts';
import { notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { dialogFoot } from '../../styles/dialog-foot.ts';
import { layout } from '../../styles/layout.ts';
import { plural } from '../../words/format.ts';
import '../parts/hallway-dialog.ts';
import { pathField, typedPath } from '../files/path-field.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';

const text = translated({
  heading: 'Send to…',
  path: 'File or folder on this PC',
  hint: 'Its whole path. You can copy it from the address bar of your file manager.',
  who: 'To whom?',
  lead: 'Each decides whether to take it. Who is off gets it when it is back.',
  all: 'All PCs of the workgroup',
  nobody: 'Choose at least one PC.',
  nobodyElse: 'There is no other PC in the workgroup yet.',
  send: 'Send',
  cancel: 'Cancel',
});

const MOST_SHOWN = 8;

/** Whole paths: an address may come from anywhere, so one sees what goes before one says yes. */
function chosen(paths: readonly string[]): TemplateResult {
  return html`
    <p>${plural(paths.length, 'item', 'items')}</p>
    <ul class="small">
      ${paths.slice(0, MOST_SHOWN).map((path) => html`<li><bdi class="wrap">${displayText(path, 400)}</bdi></li>`)}
      ${paths.length > MOST_SHOWN ? html`<li aria-hidden="true">…</li>` : nothing}
    </ul>
  `;
}

/** Fires `dialog-close` when it is done or given up. */
export class HallwaySendDialog extends TaskDialog {
  static override properties = { paths: { attribute: false } };
  /** Absolute paths; empty to ask for one; undefined while it is closed. */
  declare paths: readonly string[] | undefined;

  constructor() {
    super();
    watch(this, office.changes, ['members']);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('paths')) this.error = undefined;
  }

  #send(event: SubmitEvent, preset: readonly string[]): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const chosen = form.getAll('device').filter((id) => typeof id === 'string');
    const typed = typedPath(form);
    return this.attempt(async () => {
      if (chosen.length === 0) throw new HallwayError('request.invalid', text.nobody);
      const to = chosen.includes('all') ? 'all' : chosen;
      for (const path of preset.length > 0 ? preset : [typed])
        await ask(startSending, { body: { path, to } });
      this.close();
      notices.say(phrase('It is on its way. “Transfers” shows how far it is.'));
    });
  }

  protected override render(): TemplateResult {
    return html`<hallway-dialog
      heading=${text.heading}
      .open=${this.paths !== undefined}
      @dialog-close=${() => this.close()}
    >
      ${this.paths ? this.#form(this.paths) : nothing}
    </hallway-dialog>`;
  }

  #form(paths: readonly string[]): TemplateResult {
    const others = inOrder(office.get('members') ?? []).filter(({ self }) => !self);
    return html`<form @submit=${(event: SubmitEvent) => this.#send(event, paths)}>
      ${paths.length > 0 ? chosen(paths) : pathField(text.path, text.hint)}
      <fieldset>
        <legend>${text.who}</legend>
        ${
          others.length === 0
            ? html`<p>${text.nobodyElse}</p>`
            : html`<label class="choice">
                <input type="checkbox" name="device" value="all" /><span>${text.all}</span>
              </label>
              ${others.map(
                ({ id }) => html`<label class="choice">
                  <input type="checkbox" name="device" value=${id} />
                  <span><bdi>${office.deviceName(id)}</bdi></span>
                </label>`,
              )}`
        }
      </fieldset>
      <p class="hint">${text.lead}</p>
      ${problem(this.error)}
      <div class="foot">
        <button type="button" @click=${() => this.close()}>${text.cancel}</button>
        <button class="primary" ?disabled=${this.busy || others.length === 0}>${text.send}</button>
      </div>
    </form>`;
  }

  static override styles = [controls, layout, dialogFoot];
}
customElements.define('hallway-send-dialog', HallwaySendDialog);
