/** What several pages open with: their heading, and what they say while there is nothing to show. */
import { html, type TemplateResult } from 'lit';
import { icon } from './icons.ts';

/** The heading takes the focus after a change of page. */
export function pageHead(heading: string, lead: string): TemplateResult {
  return html`
    <div class="page-head">
      <div>
        <h1 tabindex="-1">${heading}</h1>
        <p>${lead}</p>
      </div>
    </div>
  `;
}

/** Teaches the first step, which is taken on the page of this PC. */
export function emptyPage(
  symbol: Parameters<typeof icon>[0],
  words: { none: string; noneLead: string; action: string },
): TemplateResult {
  return html`
    <section class="empty">
      <span class="badge-icon">${icon(symbol, 28)}</span>
      <h2>${words.none}</h2>
      <p>${words.noneLead}</p>
      <a class="button primary" href="/settings">${words.action}</a>
    </section>
  `;
}
