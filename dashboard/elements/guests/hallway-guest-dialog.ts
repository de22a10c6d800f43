/** Makes a link for a guest: what it is for, until when; then shows its address and code, this once. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { addGuestLink } from '../../../src/api/local.ts';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { GuestInvitation } from '../../../src/model/guest.ts';
import { ask } from '../../data/agent-client.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { dialogFoot } from '../../styles/dialog-foot.ts';
import { layout } from '../../styles/layout.ts';
import { formatFull } from '../../words/format.ts';
import { formText } from '../parts/form-text.ts';
import '../parts/hallway-dialog.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';
import './hallway-qr-code.ts';

const text = translated({
  heading: 'A link for a guest',
  name: 'For whom?',
  nameHint: 'The guest sees it too, for example “Visitors today”.',
  print: 'Print on',
  noPrinter: 'No printing',
  drop: 'Folder for files that the guest drops',
  dropHint: 'Its whole path on this PC. Left empty: nothing can be dropped.',
  take: 'Files that the guest may take',
  takeHint: 'Whole paths on this PC, one in each line. A folder comes as a ZIP file.',
  until: 'How long?',
  make: 'Make the link',
  cancel: 'Cancel',
  done: 'Done',
  made: 'Your guest scans this code, in the same Wi-Fi:',
  code: 'QR code of the link',
  address: 'Address',
  once: 'It is shown this once. Whoever has it can use it, and it is not encrypted on the way.',
  ends: 'It ends at',
});
const times: Readonly<Record<number, string>> = translated({
  1800: 'Half an hour',
  7200: 'Two hours',
  28_800: 'Eight hours',
  86_400: 'One day',
  604_800: 'One week',
});

export class HallwayGuestDialog extends TaskDialog {
  static override properties = {
    ...TaskDialog.properties,
    open: { type: Boolean },
    invitation: { attribute: false },
  };
  declare open: boolean;
  /** What was made, or is to be shown. */
  declare invitation: GuestInvitation | undefined;

  constructor() {
    super();
    this.open = false;
    this.invitation = undefined;
    watch(this, office.changes, ['printers', 'ownPrinters', 'members']);
  }

  #make(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [device, printer] = formText(form, 'print').split(' ');
    const drop = formText(form, 'drop');
    const take = formText(form, 'take')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    void this.attempt(async () => {
      this.invitation = await ask(addGuestLink, {
        body: {
          name: formText(form, 'name'),
          expiresIn: Number(formText(form, 'until')),
          ...(device && printer ? { print: { device, printer } } : {}),
          ...(drop === '' ? {} : { drop }),
          ...(take.length === 0 ? {} : { take }),
        },
      });
    });
  }

  protected override render(): TemplateResult {
    return html`<hallway-dialog
      heading=${text.heading}
      .open=${this.open}
      @dialog-close=${() => this.close()}
    >
      ${this.open ? (this.invitation ? this.#made(this.invitation) : this.#form()) : nothing}
    </hallway-dialog>`;
  }

  #made({ link, urls, qr }: GuestInvitation): TemplateResult {
    return html`
      <p>${text.made}</p>
      <hallway-qr-code .rows=${qr} label=${text.code}></hallway-qr-code>
      <p class="address"><span class="unseen">${text.address}</span><code>${displayText(urls[0], 300)}</code></p>
      <p class="small muted">${text.ends} ${formatFull(link.expires)}. ${text.once}</p>
      <div class="foot">
        <button class="primary" type="button" data-first @click=${() => this.close()}>
          ${text.done}
        </button>
      </div>
    `;
  }

  #form(): TemplateResult {
    const shared = office.get('printers') ?? [];
    const own = (office.get('ownPrinters') ?? []).filter(
      ({ id, device }) => !shared.some((one) => one.id === id && one.device === device),
    );
    return html`<form @submit=${(event: SubmitEvent) => this.#make(event)}>
      <label class="field">
        ${text.name}
        <input data-first name="name" required maxlength="63" autocomplete="off" />
        <span class="hint">${text.nameHint}</span>
      </label>
      <label class="field">
        ${text.print}
        <select name="print">
          <option value="">${text.noPrinter}</option>
          ${[...own, ...shared].map(
            ({ id, device, name }) =>
              html`<option value="${device} ${id}">
                ${displayName(name, '?')}${device === office.ownId ? '' : ` (${office.deviceName(device)})`}
              </option>`,
          )}
        </select>
      </label>
      <label class="field">
        ${text.drop}
        <input name="drop" maxlength="4096" autocomplete="off" spellcheck="false" />
        <span class="hint">${text.dropHint}</span>
      </label>
      <label class="field">
        ${text.take}
        <textarea name="take" rows="2" spellcheck="false"></textarea>
        <span class="hint">${text.takeHint}</span>
      </label>
      <label class="field">
        ${text.until}
        <select name="until">
          ${Object.entries(times).map(
            ([seconds, words]) =>
              html`<option value=${seconds} ?selected=${seconds === '7200'}>${words}</option>`,
          )}
        </select>
      </label>
      ${problem(this.error)}
      <div class="foot">
        <button type="button" @click=${() => this.close()}>${text.cancel}</button>
        <button class="primary" ?disabled=${this.busy}>${text.make}</button>
      </div>
    </form>`;
  }

  static override styles = [
    controls,
    layout,
    dialogFoot,
    css`
      .address {
        margin-block: var(--space-3);
        text-align: center;
        overflow-wrap: anywhere;
      }
    `,
  ];
}
customElements.define('hallway-guest-dialog', HallwayGuestDialog);
