/** Printers of this PC's system that lead nowhere any more, each with a way to remove it. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { uninstallPrinter } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  heading: 'Left over on this PC',
  lead: 'Its printer left the workgroup: what is printed there comes out nowhere.',
  remove: 'Remove',
  removed: 'It is removed from this PC.',
});

export class HallwayOrphanedPrinters extends LitElement {
  constructor() {
    super();
    watch(this, office.changes, ['installedPrinters']);
  }

  protected override render(): TemplateResult | typeof nothing {
    const left = (office.get('installedPrinters') ?? []).filter(
      ({ state }) => state === 'orphaned',
    );
    if (left.length === 0) return nothing;
    return html`<section>
      <div class="section-head"><h2>${text.heading}</h2></div>
      <ul class="rows">
        ${left.map(({ device, id, queue }) => {
          const name = displayText(queue, 255, '?');
          return html`<li>
            ${icon('printer', 22)}
            <div class="grow">
              <h3><bdi class="cut" title=${name}>${name}</bdi></h3>
              <p class="small muted">${text.lead}</p>
            </div>
            <button
              class="small"
              @click=${() =>
                attempt(
                  () => ask(uninstallPrinter, { params: { device, printer: id } }),
                  text.removed,
                )}
            >
              <span>${text.remove}<span class="unseen"> ${name}</span></span>
            </button>
          </li>`;
        })}
      </ul>
    </section>`;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-orphaned-printers', HallwayOrphanedPrinters);
