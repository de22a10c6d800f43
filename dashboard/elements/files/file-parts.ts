/** Parts of the list of files: its head, which sorts, and what stands for one file. */
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { translated } from '../../locale/localization.ts';
import { folderView, type Order, type View } from '../../state/files/view.ts';
import { icon } from '../parts/icons.ts';

const text = translated({ select: 'Select', cut: 'to be moved' });
const HEADS: readonly { by: Order; label: string; part: string }[] = translated([
  { by: 'name', label: 'Name', part: '' },
  { by: 'kind', label: 'Kind', part: 'kind' },
  { by: 'size', label: 'Size', part: 'size' },
  { by: 'time', label: 'Changed', part: 'date' },
]);

export function listHead({ by, down }: View): TemplateResult {
  return html`<div role="row" aria-rowindex="1" class="row head small muted">
    <span role="columnheader"><span class="unseen">${text.select}</span></span>
    ${HEADS.map((head) => {
      const sort = head.by === by ? (down ? 'descending' : 'ascending') : 'none';
      const arrow = html`<span aria-hidden="true">${down ? '↓' : '↑'}</span>`;
      return html`<span role="columnheader" class=${head.part} aria-sort=${sort}>
        <button @click=${() => folderView.order(head.by)}>
          ${head.label}${sort === 'none' ? nothing : arrow}
        </button>
      </span>`;
    })}
  </div>`;
}

interface Look {
  grid: boolean;
  folder: boolean;
  /** It waits to be moved somewhere. */
  cut: boolean;
  /** Address of a small picture, if any. */
  picture: string | undefined;
  onBroken: () => void;
}

export function fileLabel(
  name: string,
  { grid, folder, cut, picture, onBroken }: Look,
): TemplateResult {
  const seen =
    picture === undefined
      ? icon(folder ? 'folder' : 'file', grid ? 56 : 22)
      : // Another picture in the same place would show the one before until it is there.
        keyed(
          picture,
          html`<img src=${picture} alt="" loading="lazy" decoding="async" @error=${onBroken} />`,
        );
  const shown = html`<span class="picture">${seen}</span>`;
  const told = cut ? html`<span class="unseen">${text.cut}</span>` : nothing;
  return html`${shown}<bdi class="cut">${name}</bdi>${told}`;
}

/** The size of the page's text, in pixels. */
export function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
