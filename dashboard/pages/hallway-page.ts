/** The office at a glance: every PC with what it shares, this one first. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { phrase, translated } from '../locale/localization.ts';
import { displayText } from '../../src/base/text.ts';
import '../elements/members/hallway-device-card.ts';
import '../elements/drives/hallway-drives.ts';
import '../elements/members/hallway-invitation.ts';
import { icon } from '../elements/parts/icons.ts';
import { inOrder, presenceOf } from '../state/members.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { plural } from '../words/format.ts';
import { isForeign } from '../words/nearby.ts';

const text = translated({
  nearby: 'Nearby without Hallway',
  alone: 'You are the first one here',
  aloneLead:
    'Install Hallway on another PC of your office, click “Add a PC” up here, and type the code that appears into the other PC. Then its printers and folders show up by themselves.',
});

export class HallwayPage extends LitElement {
  constructor() {
    super();
    watch(this, office.changes, ['members', 'nearby', 'peers', 'status']);
  }

  protected override render(): TemplateResult {
    const members = inOrder(office.get('members') ?? []);
    const online = members.filter((member) => member.online).length;
    const asleep = members.filter((member) => presenceOf(member) === 'asleep').length;
    const group = displayText(office.get('status')?.workgroup?.name, 63);
    return html`
      <div class="page-head">
        <div>
          <h1 tabindex="-1"><bdi class="wrap">${group}</bdi></h1>
          <p>${plural(members.length, 'PC', 'PCs')}, ${phrase('{0} online', online)}${asleep > 0 ? `, ${phrase('{0} asleep', asleep)}` : ''}</p>
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
      <section class="drives"><hallway-drives></hallway-drives></section>
      ${this.#nearby()}
    `;
  }

  /** What has no Hallway, so that it is not missed here. */
  #nearby(): TemplateResult | typeof nothing {
    const members = new Set(office.get('members')?.map(({ id }) => id));
    const found = (office.get('nearby') ?? []).filter((thing) => isForeign(thing, members));
    if (found.length === 0) return nothing;
    return html`<p class="nearby">
      <a class="button" href="/nearby">${icon('nearby')} ${text.nearby} (${found.length})</a>
    </p>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      .nearby {
        margin-top: var(--space-6);
      }
    `,
  ];
}
customElements.define('hallway-hallway-page', HallwayPage);
