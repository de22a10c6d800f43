/** One thing that was found: what it is called, where it is, what stands in it, who has it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { displayText } from '../../../src/base/text.ts';
import { type Holder, MARK, type SearchHit } from '../../../src/model/search.ts';
import { fetchHere } from '../../state/files/download.ts';
import { office } from '../../state/office.ts';
import { folderAddress, viewAddress } from '../../state/router.ts';
import { controls } from '../../styles/controls.ts';
import { formatFull, formatMoment, formatSize, plural } from '../../words/format.ts';
import { translated } from '../../locale/localization.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  place: 'Show in its folder',
  also: 'The same content:',
  seems: 'Seems to be the same:',
  fetch: 'Fetch to this PC',
});

/** Places of the same content that are named. */
const MOST_PLACES = 4;

export class HallwaySearchHit extends LitElement {
  static override properties = { hit: { attribute: false } };
  declare hit: SearchHit | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { hit } = this;
    if (!hit) return nothing;
    const { device, share, path, kind, size, modified, snippet, root } = hit;
    const slash = path.lastIndexOf('/');
    const folder = slash === -1 ? '' : path.slice(0, slash);
    const isFolder = kind === 'folder';
    const place = [hit.deviceName, hit.shareName, ...folder.split('/')].filter(Boolean);
    const own = folderAddress(device, share, path);
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
        ${this.#holders(hit, text.also, ({ root }) => root !== undefined && root === hit.root)}
        ${this.#holders(hit, text.seems, ({ root }) => root === undefined || root !== hit.root)}
      </div>
      <span class="facts">
        ${isFolder ? nothing : html`<span>${formatSize(size)}</span>`}
        <time datetime=${new Date(modified).toISOString()} title=${formatFull(modified)}>
          ${formatMoment(modified)}
        </time>
        ${
          root === undefined || device === office.ownId
            ? nothing
            : html`<button
                class="quiet"
                title=${text.fetch}
                aria-label=${text.fetch}
                @click=${() => fetchHere({ device, share, path: folder }, [lastOf(path)], root)}
              >
                ${icon('download')}
              </button>`
        }
      </span>
    `;
  }

  /** Each of the others that have it can be reached from here. */
  #holders(
    { holders }: SearchHit,
    label: string,
    which: (holder: Holder) => boolean,
  ): TemplateResult | typeof nothing {
    const others = holders.slice(1).filter(which);
    if (others.length === 0) return nothing;
    const more = others.length - MOST_PLACES;
    return html`<p class="holders">
      ${label}
      ${others.slice(0, MOST_PLACES).map(
        ({ device, deviceName, share, shareName, path }) => html`<a
          href=${viewAddress(device, share, path)}
          title=${displayText(path, 400)}
        >
          <bdi>${[deviceName, shareName, lastOf(path)].map((part) => displayText(part, 120)).join(' › ')}</bdi>
        </a>`,
      )}
      ${more > 0 ? html`<span>+${plural(more, 'copy', 'copies')}</span>` : nothing}
    </p>`;
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
      .holders {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
        margin-top: var(--space-1);
        color: var(--ink-soft);
        font-size: var(--text-small);
        overflow-wrap: anywhere;
      }
      .holders a {
        min-height: 1.5rem;
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

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
