/** Which microphone, camera and speaker a call uses: at once, and for the next one. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayText } from '../../../src/base/text.ts';
import type { DeviceKind } from '../../data/calls/own-media.ts';
import { call } from '../../state/call.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import '../parts/hallway-dialog.ts';

const text = translated({
  heading: 'Devices',
  usual: 'As the system has it',
  done: 'Done',
});
const kinds: Record<DeviceKind, string> = translated({
  audioinput: 'Microphone',
  videoinput: 'Camera',
  audiooutput: 'Speaker',
});
const ALL = Object.keys(kinds) as DeviceKind[];

/** Fires `dialog-close`. */
export class HallwayCallDevices extends LitElement {
  static override properties = { shown: { attribute: false }, found: { state: true } };
  declare shown: boolean;
  declare found: ReadonlyMap<DeviceKind, readonly MediaDeviceInfo[]>;

  constructor() {
    super();
    this.shown = false;
    this.found = new Map();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('shown') && this.shown) void this.#look();
  }

  async #look(): Promise<void> {
    const found = ALL.map(async (kind) => [kind, await call.media.devices(kind)] as const);
    this.found = new Map(await Promise.all(found));
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('dialog-close'));
  }

  protected override render(): TemplateResult {
    return html`<hallway-dialog
      heading=${text.heading}
      .open=${this.shown}
      @dialog-close=${() => this.#close()}
    >
      ${
        this.shown
          ? html`<form
            @submit=${(event: SubmitEvent) => {
              event.preventDefault();
              this.#close();
            }}
          >
            ${ALL.map((kind) => this.#choice(kind))}
            <div class="actions"><button class="primary" data-first>${text.done}</button></div>
          </form>`
          : nothing
      }
    </hallway-dialog>`;
  }

  #choice(kind: DeviceKind): TemplateResult {
    const chosen = call.media.chosen(kind);
    return html`<label class="field">
      ${kinds[kind]}
      <select
        @change=${(event: Event) => {
          const { value } = event.currentTarget as HTMLSelectElement;
          void call.media.choose(kind, value).then(() => this.#look());
        }}
      >
        <option value="" ?selected=${chosen === ''}>${text.usual}</option>
        ${(this.found.get(kind) ?? []).map(
          ({ deviceId, label }) => html`<option value=${deviceId} ?selected=${deviceId === chosen}>
            ${displayText(label, 100, kinds[kind])}
          </option>`,
        )}
      </select>
    </label>`;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-call-devices', HallwayCallDevices);
