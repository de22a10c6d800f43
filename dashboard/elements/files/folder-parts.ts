/** What a folder says while there is nothing in it to show. */
import { html, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  empty: 'This folder is empty',
  emptyWrite: 'Drop files here, or click “Add files”.',
  emptyRead: 'Its owner has not put anything into it yet.',
  gone: 'It is no longer shared with you',
  goneLead: 'Its owner stopped sharing it, or shares it with others now.',
  all: 'See all files',
});

export function folderEmpty(writable: boolean): TemplateResult {
  return html`<div class="empty">
    <span class="badge-icon">${icon('folder', 28)}</span>
    <h2>${text.empty}</h2>
    <p>${writable ? text.emptyWrite : text.emptyRead}</p>
  </div>`;
}

export function shareGone(): TemplateResult {
  return html`<div class="empty">
    <span class="badge-icon">${icon('folder', 28)}</span>
    <h2>${text.gone}</h2>
    <p>${text.goneLead}</p>
    <a class="button primary" href="/files">${text.all}</a>
  </div>`;
}
