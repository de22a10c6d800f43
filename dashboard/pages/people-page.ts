/** The PCs that trust each other: who let whom in, removing one, leaving. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import { leaveWorkgroup } from '../../src/api/local.ts';
import { displayText } from '../../src/base/text.ts';
import type { Member } from '../../src/model/workgroup.ts';
import '../elements/members/hallway-invitation.ts';
import '../elements/members/hallway-missing-pc.ts';
import '../elements/members/hallway-news.ts';
import '../elements/members/hallway-presence.ts';
import '../elements/members/hallway-reach.ts';
import '../elements/members/hallway-remove-dialog.ts';
import { icon } from '../elements/parts/icons.ts';
import { ask } from '../data/agent-client.ts';
import { inOrder, presenceOf } from '../state/members.ts';
import { attempt, notices } from '../state/notices.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';

const text = translated({
  heading: 'People',
  lead: 'Every PC here may use what the others share. All have the same rights.',
  founder: 'Made the workgroup',
  letInBy: 'Let in by',
  thisPc: 'This PC',
  remove: 'Remove',
  leaveHeading: 'Leave the workgroup',
  leaveLead: 'This PC stops sharing and forgets the others. Files stay where they are.',
  leave: 'Leave…',
  leaveYes: 'Leave',
  leaveQuestion: 'Leave the workgroup?',
});

export class PeoplePage extends LitElement {
  static override properties = { removing: { state: true } };
  /** The member that a person is about to remove. */
  declare removing: string | undefined;

  constructor() {
    super();
    this.removing = undefined;
    watch(this, office.changes, ['members', 'peers', 'status']);
  }

  protected override render(): TemplateResult {
    return html`
      <div class="page-head">
        <div>
          <h1 tabindex="-1">${text.heading}</h1>
          <p>${text.lead}</p>
        </div>
        <hallway-invitation></hallway-invitation>
      </div>
      <section>
        <ul class="rows">
          ${inOrder(office.get('members') ?? []).map((member) => this.#row(member))}
        </ul>
      </section>
      <section><hallway-missing-pc></hallway-missing-pc></section>
      <hallway-news></hallway-news>
      <section class="rows">
        <div>
          <div class="grow">
            <h2>${text.leaveHeading}</h2>
            <p class="muted">${text.leaveLead}</p>
          </div>
          <button class="danger" @click=${() => this.#leave()}>${text.leave}</button>
        </div>
      </section>
      <hallway-remove-dialog
        .device=${this.removing}
        @dialog-close=${() => (this.removing = undefined)}
      ></hallway-remove-dialog>
    `;
  }

  #row(member: Member): TemplateResult {
    const name = office.deviceName(member.id);
    const peer = office.peer(member.id);
    return html`
      <li>
        <span class="badge-icon">${icon('pc', 24)}</span>
        <div class="grow">
          <h2><bdi class="cut" title=${name}>${name}</bdi></h2>
          <hallway-presence .presence=${presenceOf(member)} .peer=${peer}></hallway-presence>
          <p class="muted small cut">
            ${
              member.admittedBy === null
                ? text.founder
                : html`${text.letInBy} <bdi>${office.deviceName(member.admittedBy)}</bdi>`
            }
          </p>
          <hallway-reach .peer=${peer}></hallway-reach>
        </div>
        ${
          member.self
            ? html`<span class="pill">${text.thisPc}</span>`
            : html`<button class="quiet danger" @click=${() => (this.removing = member.id)}>
              <span>${text.remove}<span class="unseen"> ${name}</span></span>
            </button>`
        }
      </li>
    `;
  }

  async #leave(): Promise<void> {
    const group = displayText(office.get('status')?.workgroup?.name, 63);
    const yes = await notices.ask({
      heading: text.leaveQuestion,
      text: `“${group}”: ${text.leaveLead}`,
      yes: text.leaveYes,
      danger: true,
    });
    if (yes) await attempt(() => ask(leaveWorkgroup, {}));
  }

  static override styles = [
    controls,
    layout,
    css`
      hallway-reach {
        margin-block: var(--space-2) var(--space-1);
      }
      .rows > li {
        align-items: start;
      }
      hallway-news + section {
        margin-top: var(--space-6);
      }
    `,
  ];
}
customElements.define('hallway-people-page', PeoplePage);
