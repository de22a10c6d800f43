/** A window to sign in at a file server without Hallway. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { connectServer } from '../../../src/api/local.ts';
import { displayName } from '../../../src/base/text.ts';
import type { Nearby } from '../../../src/model/nearby.ts';
import { ask } from '../../data/agent-client.ts';
import { router } from '../../state/router.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formText } from '../parts/form-text.ts';
import '../parts/hallway-dialog.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';

const text = translated({
  heading: (name: string) => phrase('Open {0}', name),
  guest: 'Enter as a guest, without a name and password',
  user: 'Name on this server',
  password: 'Password',
  keep: 'Keep the password on this PC',
  open: 'Open',
  cancel: 'Cancel',
  busy: 'Asking the server…',
});

/** Fires `dialog-close` when it is done or given up. */
export class HallwayConnectServer extends TaskDialog {
  static override properties = {
    server: { attribute: false },
    guest: { state: true },
  };
  /** Undefined while the window is closed. */
  declare server: Nearby | undefined;
  declare guest: boolean;

  constructor() {
    super();
    this.server = undefined;
    this.guest = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('server')) return;
    this.error = undefined;
    this.guest = false;
  }

  async #connect(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { server, guest } = this;
    if (!server || this.busy) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const password = form.get('password');
    await this.attempt(async () => {
      await ask(connectServer, {
        body: {
          address: server.id,
          guest,
          keep: form.has('keep') ? 'keyring' : 'memory',
          ...(guest
            ? {}
            : {
                user: formText(form, 'user'),
                password: typeof password === 'string' ? password : '',
              }),
        },
      });
      this.close();
      router.go('/files');
    });
  }

  protected override render(): TemplateResult {
    return html`
      <hallway-dialog
        heading=${text.heading(displayName(this.server?.name, '?'))}
        .open=${this.server !== undefined}
        @dialog-close=${() => this.close()}
      >
        ${this.server ? this.#form() : nothing}
      </hallway-dialog>
    `;
  }

  #form(): TemplateResult {
    return html`
      <form @submit=${(event: SubmitEvent) => this.#connect(event)}>
        ${
          this.guest
            ? nothing
            : html`
              <label class="field">
                ${text.user}
                <input data-first name="user" required maxlength="256" autocomplete="off" autocapitalize="off" spellcheck="false" />
              </label>
              <label class="field">
                ${text.password}
                <input name="password" type="password" maxlength="512" autocomplete="off" />
              </label>
              <label><input type="checkbox" name="keep" checked /> ${text.keep}</label>
            `
        }
        <label>
          <input
            type="checkbox"
            .checked=${this.guest}
            @change=${(event: Event) => (this.guest = (event.target as HTMLInputElement).checked)}
          />
          ${text.guest}
        </label>
        ${problem(this.error)}
        <div role="status">${this.busy ? html`<p>${text.busy}</p>` : nothing}</div>
        <div class="actions">
          <button type="button" @click=${() => this.close()}>${text.cancel}</button>
          <button class="primary" ?disabled=${this.busy}>${text.open}</button>
        </div>
      </form>
    `;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-connect-server', HallwayConnectServer);
