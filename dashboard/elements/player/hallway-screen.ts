/** What colleagues ask to show here, and what is shown: the player follows it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { decideShow } from '../../../src/api/local-screen.ts';
import { lastSegment, parentPath } from '../../../src/base/safe-path.ts';
import { displayText } from '../../../src/base/text.ts';
import type { ShowRequest } from '../../../src/model/screen.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { player } from '../../state/player/player.ts';
import { shownNow } from '../../state/player/shown.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  wants: 'wants to show something on this PC:',
  admit: 'Show it',
  refuse: 'Refuse',
});

export class HallwayScreen extends LitElement {
  /** The show that the player was given. */
  #given: string | undefined;

  constructor() {
    super();
    watch(this, office.changes, ['screen', 'members']);
  }

  protected override willUpdate(): void {
    const shown = shownNow();
    if (shown?.show.id === this.#given) return;
    this.#given = shown?.show.id;
    if (!shown) return player.endShow();
    const { device, share, path } = shown.show.file;
    player.show({ device, share, path: parentPath(path) }, lastSegment(path));
  }

  protected override render(): TemplateResult {
    const { requests = [] } = office.get('screen') ?? {};
    return html`<div role="status">
      ${requests.length === 0 ? nothing : requests.map((request) => this.#request(request))}
    </div>`;
  }

  #request({ id, by, file }: ShowRequest): TemplateResult {
    const name = office.deviceName(by);
    const decide = (admit: boolean): void =>
      void attempt(() => ask(decideShow, { params: { id }, body: { admit } }));
    return html`<div class="request">
      ${icon('screen', 24)}
      <p class="wrap">
        <bdi><strong>${name}</strong></bdi> ${text.wants}
        <bdi>${displayText(lastSegment(file.path), 255)}</bdi>
      </p>
      <div class="answers">
        <button @click=${() => decide(false)}>
          <span>${text.refuse}<span class="unseen"> ${name}</span></span>
        </button>
        <button class="primary" @click=${() => decide(true)}>
          <span>${text.admit}<span class="unseen"> ${name}</span></span>
        </button>
      </div>
    </div>`;
  }

  static override styles = [
    controls,
    css`
      .request {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-3) clamp(1rem, 4vw, 3rem);
        border-bottom: 1px solid var(--line);
        background: var(--accent-soft);
      }
      p {
        flex: 1 1 16rem;
        min-width: 0;
      }
      .answers {
        display: flex;
        gap: var(--space-2);
      }
    `,
  ];
}
customElements.define('hallway-screen', HallwayScreen);
