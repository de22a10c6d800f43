/** “Show on…”: plays the file on a colleague's PC, a television or a loudspeaker. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { controlScreen, listScreens, playOnScreen } from '../../../src/api/local-screen.ts';
import { lastSegment } from '../../../src/base/safe-path.ts';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { FilePlace, Screen, ShowAction } from '../../../src/model/screen.ts';
import { ask } from '../../data/agent-client.ts';
import { notices } from '../../state/notices.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import '../parts/hallway-dialog.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';

const text = translated({
  heading: 'Show on…',
  lead: 'It plays there and here in step. Whoever sits there may be asked first.',
  looking: 'Looking for screens…',
  none: 'No other PC of the workgroup, television or loudspeaker is there now.',
  show: 'Show there',
  pause: 'Pause',
  play: 'Play',
  stop: 'Stop',
  renderer: 'Television or loudspeaker',
});

/** Fires `dialog-close` when it is done or given up. */
export class HallwayScreensDialog extends TaskDialog {
  static override properties = { file: { attribute: false }, screens: { state: true } };
  /** Undefined while it is closed. */
  declare file: FilePlace | undefined;
  declare position: number;
  declare screens: readonly Screen[] | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('file')) return;
    this.error = undefined;
    this.screens = undefined;
    if (this.file) void this.#look();
  }

  #look(): Promise<void> {
    return this.attempt(async () => {
      this.screens = await ask(listScreens, {});
    });
  }

  #show({ id, name }: Screen, file: FilePlace): Promise<void> {
    return this.attempt(async () => {
      const { position } = this;
      const params = { screen: id };
      const { state } = await ask(playOnScreen, { params, body: { file, position } });
      this.close();
      if (state === 'asked')
        notices.say(phrase('{0} is asked. It begins there after a yes.', displayName(name, '?')));
    });
  }

  #control({ id, show }: Screen, body: ShowAction): Promise<void> {
    return this.attempt(async () => {
      if (!show) return;
      await ask(controlScreen, { params: { screen: id, id: show.id }, body });
      this.screens = await ask(listScreens, {});
    });
  }

  protected override render(): TemplateResult {
    return html`<hallway-dialog
      heading=${text.heading}
      .open=${this.file !== undefined}
      @dialog-close=${() => this.close()}
    >
      ${this.file ? this.#content(this.file) : nothing}
    </hallway-dialog>`;
  }

  #content(file: FilePlace): TemplateResult {
    const { screens } = this;
    return html`
      <p class="hint">${text.lead}</p>
      ${problem(this.error)}
      ${screens === undefined && this.busy ? html`<p role="status">${text.looking}</p>` : nothing}
      ${screens?.length === 0 ? html`<p role="status">${text.none}</p>` : nothing}
      <ul>${screens?.map((screen) => this.#screen(screen, file))}</ul>
    `;
  }

  #screen(screen: Screen, file: FilePlace): TemplateResult {
    const name = displayName(screen.name, '?');
    const { show } = screen;
    return html`<li>
      <div class="grow">
        <strong><bdi>${name}</bdi></strong>
        ${screen.kind === 'renderer' ? html`<span class="hint">${text.renderer}</span>` : nothing}
        ${show ? html`<span class="hint cut"><bdi>${displayText(lastSegment(show.file.path), 255)}</bdi></span>` : nothing}
      </div>
      ${
        show
          ? html`<button
                class="small"
                ?disabled=${this.busy}
                @click=${() => this.#control(screen, { action: show.playing ? 'pause' : 'play' })}
              >
                <span>${show.playing ? text.pause : text.play}<span class="unseen"> ${name}</span></span>
              </button>
              <button
                class="small"
                ?disabled=${this.busy}
                @click=${() => this.#control(screen, { action: 'stop' })}
              >
                <span>${text.stop}<span class="unseen"> ${name}</span></span>
              </button>`
          : nothing
      }
      <button
        class="small primary"
        ?disabled=${this.busy}
        @click=${() => this.#show(screen, file)}
      >
        <span>${text.show}<span class="unseen"> ${name}</span></span>
      </button>
    </li>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      ul {
        display: grid;
        gap: var(--space-3);
        margin-top: var(--space-4);
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
      }
      .grow {
        flex: 1 1 10rem;
        display: grid;
        min-width: 0;
      }
    `,
  ];
}
customElements.define('hallway-screens-dialog', HallwayScreensDialog);
