/** How Hallway behaves at this PC, and how it looks in this browser. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import {
  chooseLanguage,
  chosenLanguage,
  LANGUAGES,
  type Language,
  translated,
} from '../../locale/localization.ts';
import { setDesktop } from '../../../src/api/local.ts';
import { ask } from '../../data/agent-client.ts';
import {
  chooseLook,
  chooseSounds,
  chosenLook,
  LOOKS,
  type Look,
  maySound,
} from '../../state/appearance.ts';
import { attempt } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { switchStyles } from '../../styles/switch.ts';
import './hallway-notifications.ts';

const text = translated({
  heading: 'Preferences',
  language: 'Language',
  languageHint: 'Of this dashboard, and of icon and notifications of this PC.',
  browser: 'As the browser',
  look: 'Appearance',
  lookHint: 'In this browser.',
  paused: 'Pause sharing',
  pausedHint:
    'Your colleagues can use nothing of this PC until you go on. It stays so over a restart.',
  quiet: 'Do not disturb',
  quietHint: 'No notifications, and calls do not ring: whoever calls you hears it.',
  sounds: 'Sounds',
  soundsHint: 'A call rings in this browser.',
  startup: 'Start with this PC',
  startupHint: 'Hallway starts when you sign in, so that your colleagues can reach what you share.',
  startupNone:
    'Hallway cannot set this here. Add it to the programs that this system starts for you.',
});
const looks: Record<Look, string> = translated({
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  contrast: 'High contrast',
});

export class HallwayPreferences extends LitElement {
  static override properties = { look: { state: true } };
  declare look: Look;

  constructor() {
    super();
    this.look = chosenLook();
    watch(this, office.changes, ['desktop']);
  }

  protected override render(): TemplateResult {
    const desktop = office.get('desktop');
    const language = chosenLanguage();
    return html`
      <div class="section-head"><h2>${text.heading}</h2></div>
      <div class="rows">
        <div>
          <label class="grow" for="language">
            <strong>${text.language}</strong><span class="hint">${text.languageHint}</span>
          </label>
          <select id="language" @change=${(event: Event) => void speakAs(event)}>
            <option value="" ?selected=${language === undefined}>${text.browser}</option>
            ${Object.entries(LANGUAGES).map(
              ([code, name]) => html`<option
                value=${code}
                lang=${code}
                ?selected=${code === language}
              >
                ${name}
              </option>`,
            )}
          </select>
        </div>
        <div>
          <label class="grow" for="look">
            <strong>${text.look}</strong><span class="hint">${text.lookHint}</span>
          </label>
          <select id="look" @change=${(event: Event) => this.#choose(event)}>
            ${LOOKS.map(
              (look) => html`<option value=${look} ?selected=${look === this.look}>
                ${looks[look]}
              </option>`,
            )}
          </select>
        </div>
        ${
          desktop
            ? html`
              ${this.#switch('paused', desktop.paused, text.paused, text.pausedHint)}
              ${this.#switch('quiet', desktop.quiet, text.quiet, text.quietHint)}
              <hallway-notifications></hallway-notifications>
              ${toggle('sounds', maySound(), text.sounds, text.soundsHint, (on) =>
                attempt(async () => chooseSounds(on)),
              )}
              ${
                desktop.startup === null
                  ? html`<div>
                    <span class="grow">
                      <strong>${text.startup}</strong><span class="hint">${text.startupNone}</span>
                    </span>
                  </div>`
                  : this.#switch('startup', desktop.startup, text.startup, text.startupHint)
              }
            `
            : nothing
        }
      </div>
    `;
  }

  #switch(
    what: 'paused' | 'quiet' | 'startup',
    on: boolean,
    label: string,
    hint: string,
  ): TemplateResult {
    return toggle(what, on, label, hint, (checked) =>
      attempt(() => ask(setDesktop, { body: { [what]: checked } })).finally(() =>
        this.requestUpdate(),
      ),
    );
  }

  #choose(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    this.look = LOOKS.find((look) => look === value) ?? 'system';
    chooseLook(this.look);
  }

  static override styles = [
    controls,
    layout,
    switchStyles,
    css`
      select {
        width: auto;
        max-width: 100%;
      }
      .hint {
        display: block;
      }
      strong {
        font-weight: 550;
      }
    `,
  ];
}
customElements.define('hallway-preferences', HallwayPreferences);

/** The desktop first: choosing for this page loads it anew. */
async function speakAs(event: Event): Promise<void> {
  const { value } = event.currentTarget as HTMLSelectElement;
  const language = Object.hasOwn(LANGUAGES, value) ? (value as Language) : undefined;
  await attempt(() => ask(setDesktop, { body: { language: language ?? null } }));
  chooseLanguage(language);
}

function toggle(
  id: string,
  on: boolean,
  label: string,
  hint: string,
  choose: (on: boolean) => Promise<unknown>,
): TemplateResult {
  return html`<label class="switch">
    <span class="grow"><strong>${label}</strong><span class="hint" id=${id}>${hint}</span></span>
    <input
      type="checkbox"
      role="switch"
      aria-label=${label}
      aria-describedby=${id}
      .checked=${live(on)}
      @change=${(event: Event) => void choose((event.currentTarget as HTMLInputElement).checked)}
    />
  </label>`;
}
