/** This PC: what it shares, folders, drives and printers. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import '../elements/frame/hallway-update.ts';
import '../elements/members/hallway-adapters.ts';
import '../elements/printing/hallway-own-printers.ts';
import '../elements/files/hallway-own-shares.ts';
import '../elements/guests/hallway-guest-links.ts';
import '../elements/internet/hallway-internet.ts';
import '../elements/frame/hallway-preferences.ts';
import '../elements/player/hallway-screen-rules.ts';
import '../elements/transfers/hallway-limits.ts';
import '../elements/transfers/hallway-receiving.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';

const text = translated({
  lead: 'What this PC shares with the others. Nothing else on it can be seen.',
  about: 'About this PC',
  name: 'Name',
  group: 'Workgroup',
  none: 'None',
  port: 'Address for the others',
  version: 'Version of Hallway',
});

export class SettingsPage extends LitElement {
  constructor() {
    super();
    watch(this, office.changes, ['status']);
  }

  protected override render(): TemplateResult {
    const status = office.get('status');
    return html`
      <div class="page-head">
        <div>
          <h1 tabindex="-1">
            <bdi class="wrap">${displayName(status?.device.name, 'This PC')}</bdi>
          </h1>
          <p>${text.lead}</p>
        </div>
      </div>
      <hallway-update></hallway-update>
      <section><hallway-own-shares></hallway-own-shares></section>
      <section><hallway-own-printers></hallway-own-printers></section>
      <section><hallway-guest-links></hallway-guest-links></section>
      <section><hallway-internet></hallway-internet></section>
      <section><hallway-preferences></hallway-preferences></section>
      <section><hallway-receiving></hallway-receiving></section>
      <section><hallway-limits></hallway-limits></section>
      <section><hallway-screen-rules></hallway-screen-rules></section>
      <section><hallway-adapters></hallway-adapters></section>
      <section>
        <div class="section-head"><h2>${text.about}</h2></div>
        <dl class="rows">
          ${fact(text.name, displayName(status?.device.name, ''))}
          ${fact(text.group, displayText(status?.workgroup?.name, 63, text.none))}
          ${fact(text.port, status?.peer.addresses.join(' · ') ?? '')}
          ${fact(text.version, displayText(status?.version, 40))}
        </dl>
      </section>
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      dt {
        flex: 0 0 11rem;
        color: var(--ink-soft);
      }
      dd {
        min-width: 0;
      }
    `,
  ];
}
customElements.define('hallway-settings-page', SettingsPage);

function fact(name: string, value: string): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd class="wrap"><bdi>${value}</bdi></dd>
  </div>`;
}
