/** Where an open folder stands: from all files through its share down to itself. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayName } from '../../../src/base/text.ts';
import { folderAddress } from '../../state/router.ts';
import { controls } from '../../styles/controls.ts';

const text = translated({ label: 'Where you are', files: 'Files' });

export class HallwayBreadcrumbs extends LitElement {
  static override properties = {
    device: { attribute: false },
    share: { attribute: false },
    path: { attribute: false },
    shareName: { attribute: false },
  };
  declare device: string;
  declare share: string;
  declare path: string;
  declare shareName: string;

  protected override render(): TemplateResult {
    const parts = this.path.split('/').filter((part) => part !== '');
    const steps = [
      { name: text.files, href: '/files' },
      { name: this.shareName, href: folderAddress(this.device, this.share) },
      ...parts.map((name, index) => ({
        name: displayName(name, '?', 255),
        href: folderAddress(this.device, this.share, parts.slice(0, index + 1).join('/')),
      })),
    ];
    return html`
      <nav aria-label=${text.label}>
        <ol>
          ${steps.map(({ name, href }, index) => {
            const here = index === steps.length - 1;
            return html`<li>
              ${
                here
                  ? html`<bdi class="cut" aria-current="page">${name}</bdi>`
                  : html`<a href=${href}><bdi class="cut">${name}</bdi></a>`
              }
            </li>`;
          })}
        </ol>
      </nav>
    `;
  }

  static override styles = [
    controls,
    css`
      :host {
        display: block;
        margin-bottom: var(--space-2);
        font-size: var(--text-small);
      }
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-2);
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-width: 0;
        max-width: 14rem;
        min-height: 1.75rem;
        color: var(--ink-soft);
      }
      a {
        min-width: 0;
        padding-block: 0.25rem;
      }
      li + li::before {
        content: '/' / '';
        color: var(--ink-soft);
      }
    `,
  ];
}
customElements.define('hallway-breadcrumbs', HallwayBreadcrumbs);
