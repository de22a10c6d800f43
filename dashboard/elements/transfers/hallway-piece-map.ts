/** Which PC gave which parts of a file: a picture, and the same in words. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { Transfer, TransferSource } from '../../../src/model/transfer.ts';
import { controls } from '../../styles/controls.ts';
import { formatSize } from '../../words/format.ts';
import { sourceWords } from '../../words/transfers.ts';

/** Colours of the sources, in their order; after the last they begin again. */
const COLORS = ['--accent', '--calm', '--warn', '--good', '--bad', '--line-strong'];
const EARLIER = -2;

export class HallwayPieceMap extends LitElement {
  static override properties = { transfer: { attribute: false } };
  declare transfer: Transfer | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { transfer } = this;
    if (!transfer) return nothing;
    return html`
      <span class="map" aria-hidden="true">
        ${transfer.map.map((source) => html`<span style=${`background: ${colorOf(source)}`}></span>`)}
      </span>
      <ul>
        ${transfer.sources.map((source, place) => this.#source(source, place))}
      </ul>
    `;
  }

  #source(source: TransferSource, place: number): TemplateResult {
    const facts = [
      formatSize(source.bytes),
      source.rate > 0 ? `${formatSize(source.rate)}/s` : '',
      sourceWords(source),
    ].filter((fact) => fact !== '');
    return html`<li>
      <span class="swatch" aria-hidden="true" style=${`background: ${colorOf(place)}`}></span>
      <bdi class="cut">${displayName(source.name, '?')}</bdi>
      <span class=${source.state === 'wrong' ? 'bad' : 'muted'}>
        ${displayText(facts.join(' · '), 300)}
      </span>
    </li>`;
  }

  static override styles = [
    controls,
    css`
      .map {
        display: flex;
        block-size: 0.75rem;
        margin-block: var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-small, 0.25rem);
        overflow: hidden;
      }
      .map > span {
        flex: 1;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-4);
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--text-small);
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-inline-size: 0;
      }
      .swatch {
        flex: none;
        inline-size: 0.75rem;
        block-size: 0.75rem;
        border-radius: 0.125rem;
      }
      .bad {
        color: var(--bad);
      }
    `,
  ];
}
customElements.define('hallway-piece-map', HallwayPieceMap);

function colorOf(source: number): string {
  if (source === EARLIER) return 'var(--line-strong)';
  return source < 0 ? 'transparent' : `var(${COLORS[source % COLORS.length] ?? '--accent'})`;
}
