/** Asks for the PIN of a job, and lets it print. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { releaseJob } from '../../../src/api/local.ts';
import { asHallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Job } from '../../../src/model/job.ts';
import { ask } from '../../data/agent-client.ts';
import { notices } from '../../state/notices.ts';
import { controls } from '../../styles/controls.ts';
import { dialogFoot } from '../../styles/dialog-foot.ts';
import { layout } from '../../styles/layout.ts';
import { pinError } from '../../words/jobs.ts';
import { checkedField } from '../parts/checked-field.ts';
import { formText } from '../parts/form-text.ts';
import '../parts/hallway-dialog.ts';

const text = translated({
  heading: 'Print with its PIN',
  pin: 'PIN',
  print: 'Print now',
  cancel: 'Cancel',
  done: 'It is printed now.',
});

/** Fires `dialog-close` when it is done or given up. */
export class HallwayPinDialog extends LitElement {
  static override properties = { job: { attribute: false }, error: { state: true } };
  /** The dialog is open while there is one. */
  declare job: Job | undefined;
  declare error: string | undefined;

  constructor() {
    super();
    this.job = undefined;
    this.error = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('job')) this.error = undefined;
  }

  async #release(event: SubmitEvent, { id }: Job): Promise<void> {
    event.preventDefault();
    const pin = formText(new FormData(event.currentTarget as HTMLFormElement), 'pin');
    this.error = pinError(pin) || undefined;
    if (this.error === undefined)
      try {
        await ask(releaseJob, { params: { id }, query: { pin } });
        this.#close();
        return notices.say(text.done);
      } catch (error) {
        const { message, fix = '' } = asHallwayError(error);
        this.error = `${message} ${fix}`.trim();
      }
    await this.updateComplete;
    this.renderRoot.querySelector('input')?.select();
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('dialog-close'));
  }

  protected override render(): TemplateResult {
    const { job } = this;
    return html`<hallway-dialog
      heading=${text.heading}
      .open=${job !== undefined}
      @dialog-close=${() => this.#close()}
    >
      ${job ? this.#form(job) : nothing}
    </hallway-dialog>`;
  }

  #form(job: Job): TemplateResult {
    const errors: Record<string, string> = this.error === undefined ? {} : { pin: this.error };
    return html`<form novalidate @submit=${(event: SubmitEvent) => this.#release(event, job)}>
      <p class="wrap"><bdi>${displayText(job.name, 255, 'Document')}</bdi></p>
      ${checkedField('pin', text.pin, errors, { inputmode: 'numeric', maxlength: 12, first: true })}
      <div class="foot">
        <button type="button" @click=${() => this.#close()}>${text.cancel}</button>
        <button class="primary">${text.print}</button>
      </div>
    </form>`;
  }

  static override styles = [controls, layout, dialogFoot];
}
customElements.define('hallway-pin-dialog', HallwayPinDialog);
