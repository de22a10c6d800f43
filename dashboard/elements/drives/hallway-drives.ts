/** The drives and discs of this PC, as cards: what is in them, and sharing and ejecting them. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { translated } from '../../locale/localization.ts';
import type { Drive } from '../../../src/model/drive.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import './hallway-drive-card.ts';

const text = translated({ heading: 'Drives and discs of this PC' });

export class HallwayDrives extends LitElement {
  static override properties = { offering: { state: true } };
  declare offering: Drive | undefined;

  constructor() {
    super();
    watch(this, office.changes, ['drives']);
  }

  /** What it asks is not needed before. */
  async #offer(drive: Drive): Promise<void> {
    await import('./hallway-offer-drive.ts');
    this.offering = drive;
  }

  protected override render(): TemplateResult | typeof nothing {
    const drives = (office.get('drives') ?? []).toSorted((a, b) => rank(a) - rank(b));
    if (drives.length === 0) return nothing;
    return html`
      <div class="section-head"><h2>${text.heading}</h2></div>
      <div class="cards">
        ${repeat(
          drives,
          ({ id }) => id,
          (drive) => html`<hallway-drive-card
            .drive=${drive}
            @offer-drive=${() => this.#offer(drive)}
          ></hallway-drive-card>`,
        )}
      </div>
      <hallway-offer-drive
        .drive=${this.offering}
        @dialog-close=${() => (this.offering = undefined)}
      ></hallway-offer-drive>
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      .cards {
        grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr));
      }
    `,
  ];
}
customElements.define('hallway-drives', HallwayDrives);

/** What just came first, then what comes and goes. */
function rank({ asks, removable }: Drive): number {
  return asks ? 0 : removable ? 1 : 2;
}
