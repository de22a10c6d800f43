/** For an address that is no page. */
import { html, LitElement, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';

const text = translated({
  heading: 'There is nothing here',
  lead: 'The address is mistyped, or the page is gone.',
  home: 'Go to the Hallway',
});

export class MissingPage extends LitElement {
  protected override render(): TemplateResult {
    return html`
      <div class="empty">
        <h1 tabindex="-1">${text.heading}</h1>
        <p>${text.lead}</p>
        <a class="button primary" href="/">${text.home}</a>
      </div>
    `;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-missing-page', MissingPage);
