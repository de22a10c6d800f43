/** Makes a colleague's printer a printer of this PC's system, for every program, or removes it again. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { installPrinter, uninstallPrinter } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { InstalledPrinter } from '../../../src/model/installed-printer.ts';
import { ask } from '../../data/agent-client.ts';
import { notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  heading: 'In every program',
  lead: 'As a printer of this PC it stands in the print dialog of every program.',
  install: 'Install as a printer of this PC',
  installing: 'Your system looks at what the printer can do. This takes up to half a minute.',
  installed: 'It is a printer of this PC now.',
  remove: 'Remove from this PC',
  removed: 'It is no longer a printer of this PC.',
  named: 'Programs show it as',
});

const STATES: Record<InstalledPrinter['state'], string> = translated({
  ready: '',
  preparing: 'Your system is still looking at what it can do.',
  raw: 'Your system knows nothing of what it can do. Remove it, and install it again.',
  astray: 'It leads to an old address of Hallway. Remove it, and install it again.',
  orphaned: 'The printer is no longer in the workgroup: what is printed there comes out nowhere.',
});

export class HallwayInstallPrinter extends LitElement {
  static override properties = {
    device: {},
    printer: {},
    busy: { state: true },
    error: { state: true },
  };
  declare device: string;
  /** Its id. */
  declare printer: string;
  declare busy: boolean;
  declare error: unknown;

  constructor() {
    super();
    this.device = '';
    this.printer = '';
    this.busy = false;
    this.error = undefined;
    watch(this, office.changes, ['installedPrinters']);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('printer') || changed.has('device')) this.error = undefined;
  }

  async #run(action: () => Promise<unknown>, done: string): Promise<void> {
    this.busy = true;
    this.error = undefined;
    try {
      await action();
      notices.say(done);
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const { device, printer } = this;
    const params = { device, printer };
    const installed = office
      .get('installedPrinters')
      ?.find((one) => one.id === printer && one.device === device);
    return html`
      <div class="section-head"><h2>${text.heading}</h2></div>
      <div class="card">
        ${installed ? told(installed) : html`<p>${text.lead}</p>`}
        <div class="actions">
          ${
            installed
              ? html`<button
                ?disabled=${this.busy}
                @click=${() => this.#run(() => ask(uninstallPrinter, { params }), text.removed)}
              >
                ${text.remove}
              </button>`
              : html`<button
                ?disabled=${this.busy}
                @click=${() => this.#run(() => ask(installPrinter, { params }), text.installed)}
              >
                ${text.install}
              </button>`
          }
        </div>
        <div role="status">
          ${
            this.busy && !installed
              ? html`<p class="small">${text.installing}</p>
                  <progress aria-label=${text.install}></progress>`
              : nothing
          }
        </div>
        ${problem(this.error)}
      </div>
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      .card {
        display: grid;
        gap: var(--space-3);
        grid-template-columns: minmax(0, 1fr);
      }
    `,
  ];
}
customElements.define('hallway-install-printer', HallwayInstallPrinter);

function told({ queue, state, message }: InstalledPrinter): TemplateResult {
  const words = displayText(message, 1000, STATES[state] ?? '');
  return html`
    <p class="wrap">${text.named} <bdi><strong>${displayText(queue, 255, '?')}</strong></bdi>.</p>
    ${words === '' ? nothing : html`<p class="small tone-warn wrap">${words}</p>`}
  `;
}
