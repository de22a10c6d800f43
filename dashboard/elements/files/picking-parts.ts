/** Parts of the dialogs that look into folders to choose something there; styles: `picking`. */
import { html, nothing, type TemplateResult } from 'lit';
import { phrase } from '../../locale/localization.ts';
import { office } from '../../state/office.ts';
import { icon, type IconName } from '../parts/icons.ts';

/** Where one is, and the way out of it. */
export function whereLine(name: string, device: string, up: () => void): TemplateResult {
  return html`<div class="where">
    <button class="small" @click=${up}>${phrase('Up')}</button>
    <strong class="grow"><bdi class="cut">${name}</bdi></strong>
    <span class="muted small"><bdi class="cut">${office.deviceName(device)}</bdi></span>
  </div>`;
}

/** `device`: whose it is, where that is not said above. */
export function pickRow(
  sign: IconName,
  name: string,
  device: string | undefined,
  choose: () => void,
): TemplateResult {
  return html`<li>
    <button class="into" @click=${choose}>
      ${icon(sign, 22)}<bdi class="cut name">${name}</bdi>
      ${
        device === undefined
          ? nothing
          : html`<span class="muted small"><bdi class="cut">${office.deviceName(device)}</bdi></span>`
      }
    </button>
  </li>`;
}
