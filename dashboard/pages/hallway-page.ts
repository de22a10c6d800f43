/** The office at a glance: every PC with what it shares, this one first. */
import { html, LitElement, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { displayText } from '../../src/base/text.ts';
import '../elements/hallway-device-card.ts';
import '../elements/hallway-invitation.ts';
import { icon } from '../elements/icons.ts';
import { inOrder } from '../state/members.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { plural } from '../words/format.ts';

const text = {
  alone: 'You are the first one here',
  aloneLead:
    'Install Hallway on another PC of your office, click “Add a PC” up here, and type the code that appears into the other PC. Then its printers and folders show up by themselves.',
};

export class HallwayPage extends LitElement {
  constructor() {
    super();
    watch(this, office.changes, ['members', 'status']);
  }

  protected override render(): TemplateResult {
    const members = inOrder(office.get('members') ?? []);
    const online = members.filter((member) => member.online).length;
    const group = displayText(office.get('status')?.workgroup?.name, 63);
    return html`
      <div class="page-head">
        <div>
          <h1 tabindex="-1"><bdi class="wrap">${group}</bdi></h1>
          <p>${plural(members.length, 'PC', 'PCs')}, ${online} online</p>
        </div>
        <hallway-invitation></hallway-invitation>
      </div>
      <section class="cards">
        ${repeat(
          members,
          ({ id }) => id,
          (member) => html`<hallway-device-card .member=${member}></hallway-device-card>`,
        )}
      </section>
      ${
        members.length === 1
          ? html`<section class="empty">
            <span class="badge-icon">${icon('people', 28)}</span>
            <h2>${text.alone}</h2>
            <p>${text.aloneLead}</p>
          </section>`
          : ''
      }
    `;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-hallway-page', HallwayPage);
