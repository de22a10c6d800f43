/** Links for guests: those that live, what they were used for, and a way to take each back. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { endGuestLink, renewGuestLink } from '../../../src/api/local.ts';
import { displayName } from '../../../src/base/text.ts';
import type { GuestInvitation, GuestLink } from '../../../src/model/guest.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt, notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formatFull } from '../../words/format.ts';
import { purposes, uses } from '../../words/guests.ts';
import { icon } from '../parts/icons.ts';
import './hallway-guest-dialog.ts';

const text = translated({
  heading: 'Links for guests',
  add: 'Make a link',
  none: 'No link for guests',
  noneLead:
    'A visitor scans a code and prints here, drops files or takes some, without Hallway. The link ends by itself.',
  until: 'until',
  over: 'Over since',
  again: 'New code',
  againHeading: 'Make a new code?',
  againText: 'The code that you gave out before opens nothing then.',
  back: 'Take back',
  backHeading: 'Take the link back?',
  backText: 'It ends at once, also for who uses it now.',
  done: 'The link is over.',
});

export class HallwayGuestLinks extends LitElement {
  static override properties = { open: { state: true }, shown: { state: true } };
  declare open: boolean;
  declare shown: GuestInvitation | undefined;

  constructor() {
    super();
    this.open = false;
    this.shown = undefined;
    watch(this, office.changes, ['guests']);
  }

  protected override render(): TemplateResult {
    const links = office.get('guests') ?? [];
    return html`
      <div class="section-head">
        <h2 id="guests">${text.heading}</h2>
        <button @click=${() => this.#open(undefined)}>${icon('plus')} ${text.add}</button>
      </div>
      ${
        links.length === 0
          ? html`<div class="empty">
            <span class="badge-icon">${icon('phone', 28)}</span>
            <h3>${text.none}</h3>
            <p>${text.noneLead}</p>
          </div>`
          : html`<ul class="rows">
            ${links.map((link) => this.#link(link))}
          </ul>`
      }
      <hallway-guest-dialog
        .open=${this.open}
        .invitation=${this.shown}
        @dialog-close=${() => (this.open = false)}
      ></hallway-guest-dialog>
    `;
  }

  #open(shown: GuestInvitation | undefined): void {
    this.shown = shown;
    const dialog = this.renderRoot.querySelector('hallway-guest-dialog');
    // What the dialog made last is over for it.
    if (dialog) Object.assign(dialog, { invitation: shown, error: undefined });
    this.open = true;
  }

  #link(link: GuestLink): TemplateResult {
    const name = displayName(link.name, '?');
    const lives = link.ended === null;
    return html`<li>
      <span class="badge-icon">${icon('phone', 24)}</span>
      <div class="grow">
        <h3><bdi class="cut" title=${name}>${name}</bdi></h3>
        <p class="small wrap">${purposes(link).join(', ')}</p>
        <p class="small muted">
          ${lives ? text.until : text.over} ${formatFull(link.ended ?? link.expires)}. ${uses(link)}
        </p>
      </div>
      ${
        lives
          ? html`<div class="actions">
              <button class="small" @click=${() => this.#renew(link, name)}>
                <span>${text.again}<span class="unseen"> ${name}</span></span>
              </button>
              <button class="small" @click=${() => this.#end(link, name)}>
                <span>${text.back}<span class="unseen"> ${name}</span></span>
              </button>
            </div>`
          : nothing
      }
    </li>`;
  }

  async #renew({ id }: GuestLink, name: string): Promise<void> {
    const question = { heading: text.againHeading, text: `“${name}”: ${text.againText}` };
    if (!(await notices.ask({ ...question, yes: text.again }))) return;
    await attempt(async () => this.#open(await ask(renewGuestLink, { params: { id } })));
  }

  async #end({ id }: GuestLink, name: string): Promise<void> {
    const question = { heading: text.backHeading, text: `“${name}”: ${text.backText}` };
    if (!(await notices.ask({ ...question, yes: text.back }))) return;
    await attempt(() => ask(endGuestLink, { params: { id } }), text.done);
  }

  static override styles = [
    controls,
    layout,
    css`
      h3 {
        font-weight: 550;
      }
    `,
  ];
}
customElements.define('hallway-guest-links', HallwayGuestLinks);
