/** Asks for how long a drive is to be shared, and what the others may do with it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { changeShare, offerDrive } from '../../../src/api/local.ts';
import { displayName } from '../../../src/base/text.ts';
import type { Drive } from '../../../src/model/drive.ts';
import { ask } from '../../data/agent-client.ts';
import { notices } from '../../state/notices.ts';
import { controls } from '../../styles/controls.ts';
import { dialogFoot } from '../../styles/dialog-foot.ts';
import { layout } from '../../styles/layout.ts';
import { driveKinds } from '../../words/drives.ts';
import '../parts/hallway-dialog.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  heading: 'Share',
  long: 'For how long?',
  hours: 'For two hours',
  once: 'Until it is taken out',
  here: 'As long as it is here',
  always: 'Whenever it is here',
  unknown: 'It has neither a name nor a number by which it could be known again.',
  access: 'What may the others do?',
  read: 'Look and download',
  write: 'Also add files',
  share: 'Share',
  cancel: 'Cancel',
  done: 'Shared.',
});
const HOURS_MS = 2 * 3_600_000;

/** Fires `dialog-close` when it is over. */
export class HallwayOfferDrive extends LitElement {
  static override properties = {
    drive: { attribute: false },
    busy: { state: true },
    error: { state: true },
  };
  declare drive: Drive | undefined;
  declare busy: boolean;
  declare error: unknown;

  #close(): void {
    this.error = undefined;
    this.dispatchEvent(new CustomEvent('dialog-close'));
  }

  async #share(event: SubmitEvent, { id }: Drive): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const long = form.get('long');
    this.busy = true;
    this.error = undefined;
    try {
      const access = form.get('access') === 'write' ? 'write' : 'read';
      const choice = long === 'always' ? 'always' : 'once';
      const { share } = await ask(offerDrive, { body: { id, choice, access } });
      if (long === 'hours' && share !== null)
        await ask(changeShare, {
          params: { id: share },
          body: { until: Date.now() + HOURS_MS },
        });
      this.#close();
      notices.say(text.done);
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const { drive } = this;
    const label = drive ? displayName(drive.label, driveKinds[drive.kind]) : '';
    return html`<hallway-dialog
      heading="${text.heading} ${label}"
      .open=${drive !== undefined}
      @dialog-close=${() => this.#close()}
    >
      ${drive ? this.#form(drive) : nothing}
    </hallway-dialog>`;
  }

  #form(drive: Drive): TemplateResult {
    return html`<form @submit=${(event: SubmitEvent) => this.#share(event, drive)}>
      <fieldset>
        <legend>${text.long}</legend>
        <label class="choice">
          <input data-first type="radio" name="long" value="hours" checked />${text.hours}
        </label>
        <label class="choice">
          <input type="radio" name="long" value="once" />
          ${drive.removable ? text.once : text.here}
        </label>
        <label class="choice">
          <input type="radio" name="long" value="always" ?disabled=${!drive.knowable} />
          <span>
            ${text.always}
            ${drive.knowable ? nothing : html`<span class="hint block">${text.unknown}</span>`}
          </span>
        </label>
      </fieldset>
      ${
        drive.kind === 'optical'
          ? nothing
          : html`<fieldset>
            <legend>${text.access}</legend>
            <label class="choice">
              <input type="radio" name="access" value="read" checked />${text.read}
            </label>
            <label class="choice">
              <input type="radio" name="access" value="write" />${text.write}
            </label>
          </fieldset>`
      }
      ${problem(this.error)}
      <div class="foot">
        <button type="button" @click=${() => this.#close()}>${text.cancel}</button>
        <button class="primary" ?disabled=${this.busy}>${text.share}</button>
      </div>
    </form>`;
  }

  static override styles = [
    controls,
    layout,
    dialogFoot,
    css`
      .block {
        display: block;
      }
    `,
  ];
}
customElements.define('hallway-offer-drive', HallwayOfferDrive);
