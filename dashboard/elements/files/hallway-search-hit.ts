/** One thing that was found: what it is called, where it is, what stands in it, who has it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { displayText } from '../../../src/base/text.ts';
import { MARK, type SearchHit } from '../../../src/model/search.ts';
import { folderAddress, viewAddress } from '../../state/router.ts';
import { controls } from '../../styles/controls.ts';
import { formatFull, formatMoment, formatSize, plural } from '../../words/format.ts';
import { phrase, translated } from '../../locale/localization.ts';
import { icon } from '../parts/icons.ts';

const text = translated({ place: 'Show in its folder' });

export class HallwaySearchHit extends LitElement {
  static override properties = { hit: { attribute: false } };
  declare hit: SearchHit | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { hit } = this;
    if (!hit) return nothing;
    const { device, share, path, kind, size, modified, snippet, holders } = hit;
    const slash = path.lastIndexOf('/');
    const folder = slash === -1 ? '' : path.slice(0, slash);
    const isFolder = kind === 'folder';
    const place = [hit.deviceName, hit.shareName, ...folder.split('/')].filter(Boolean);
    const own = folderAddress(device, share, path);
    const others = holders.length - 1;
    return html`
      <span class="badge-icon">${icon(isFolder ? 'folder' : 'file')}</span>
      <div class="what">
        <a class="name" href=${isFolder ? own : viewAddress(device, share, path)}>
          <bdi>${displayText(path.slice(slash + 1), 255)}</bdi>
        </a>
        <a class="place" href=${folderAddress(device, share, folder)} title=${text.place}>
          <bdi>${place.map((part) => displayText(part, 120)).join(' › ')}</bdi>
        </a>
        ${snippet === '' ? nothing : html`<p class="snippet"><bdi>${marked(snippet)}</bdi></p>`}
      </div>
      <span class="facts">
        ${isFolder ? nothing : html`<span>${formatSize(size)}</span>`}
        <time datetime=${new Date(modified).toISOString()} title=${formatFull(modified)}>
          ${formatMoment(modified)}
        </time>
        ${
          others > 0
            ? html`<span class="pill" title=${phrase('Also at {0}', this.#others(hit))}>
                +${plural(others, 'copy', 'copies')}
              </span>`
            : nothing
        }
      </span>
    `;
  }

  #others({ holders }: SearchHit): string {
    return holders
      .slice(1)
      .map(({ path }) => displayText(path, 120))
      .join(', ');
  }

  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        align-items: start;
        gap: var(--space-3);
        min-width: 0;
      }
      .badge-icon {
        display: grid;
        place-items: center;
        width: 2.25rem;
        height: 2.25rem;
        flex: none;
        border-radius: var(--radius);
        background: var(--accent-soft);
        color: var(--accent);
      }
      .what {
        flex: 1;
        display: grid;
        justify-items: start;
        min-width: 0;
      }
      .name {
        min-height: 1.5rem;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .place {
        min-height: 1.5rem;
        padding-block: 0.125rem;
        color: var(--ink-soft);
        font-size: var(--text-small);
        overflow-wrap: anywhere;
      }
      .snippet {
        margin-top: var(--space-1);
        overflow-wrap: anywhere;
      }
      mark {
        border-radius: 0.2em;
        background: var(--warn-soft);
        color: inherit;
        font-weight: 600;
      }
      .facts {
        display: grid;
        justify-items: end;
        gap: 0.125rem;
        flex: none;
        color: var(--ink-soft);
        font-size: var(--text-small);
      }
      .pill {
        padding: 0 0.5rem;
        border-radius: 1rem;
        background: var(--accent-soft);
        color: var(--accent-strong);
      }
      @media (width < 40rem) {
        :host {
          flex-wrap: wrap;
        }
        .facts {
          display: flex;
          flex: 1 0 100%;
          gap: var(--space-3);
          padding-inline-start: 3rem;
        }
      }
    `,
  ];
}
customElements.define('hallway-search-hit', HallwaySearchHit);

/** What others' files say is text, whatever it looks like; only the agent's marks are marks. */
function marked(snippet: string): (string | TemplateResult)[] {
  return snippet.split(MARK.open).flatMap((part, at) => {
    if (at === 0) return [shown(part)];
    const [hit = '', rest = ''] = part.split(MARK.close);
    return [html`<mark>${shown(hit)}</mark>`, shown(rest)];
  });
}

/** Spaces beside a mark stay. */
function shown(part: string): string {
  const [before = ''] = /^\s/.exec(part) ?? [];
  const [after = ''] = part.length > 1 ? (/\s$/.exec(part) ?? []) : [];
  return `${before && ' '}${displayText(part, 500)}${after && ' '}`;
}
