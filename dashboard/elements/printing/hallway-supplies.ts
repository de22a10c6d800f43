/** Ink, toner and paper of a printer: bars for the eye, and the same in words for everybody. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import type { Printer, Supply, Tray } from '../../../src/model/printer.ts';
import { controls } from '../../styles/controls.ts';
import {
  sourceWords,
  supplyColors,
  supplyName,
  supplyWords,
  trayWords,
} from '../../words/paper.ts';
import type { Words } from '../../words/printing.ts';

/** Ink of which the printer tells no level: a bar without one. */
const NONE = 'none';
const text = translated({ supplies: 'Ink and toner', trays: 'Paper' });

export class HallwaySupplies extends LitElement {
  static override properties = { printer: { attribute: false }, shown: { type: Number } };
  declare printer: Printer;
  /** Of each kind at most so many are shown, the ones to look after first. */
  declare shown: number;

  constructor() {
    super();
    this.shown = 32;
  }

  protected override render(): TemplateResult {
    const { supplies = [], trays = [] } = this.printer;
    return html`
      ${this.#list(text.supplies, supplies, supplyRow, ({ state }) => state !== 'ok')}
      ${this.#list(text.trays, trays, trayRow, ({ level }) => level !== null && level <= 10)}
    `;
  }

  #list<T>(
    label: string,
    all: readonly T[],
    row: (one: T) => TemplateResult,
    isUrgent: (one: T) => boolean,
  ): TemplateResult | typeof nothing {
    if (all.length === 0) return nothing;
    const few =
      all.length > this.shown
        ? all.toSorted((a, b) => Number(isUrgent(b)) - Number(isUrgent(a))).slice(0, this.shown)
        : all;
    const left = all.length - few.length;
    return html`<ul aria-label=${label}>
      ${few.map((one) => row(one))}
      ${left > 0 ? html`<li class="muted">${phrase('and {0} more', left)}</li>` : nothing}
    </ul>`;
  }

  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
        font-size: var(--text-small);
      }
      ul {
        display: grid;
        gap: var(--space-1);
      }
      li {
        display: grid;
        grid-template-columns: minmax(40%, 1fr) minmax(0, max-content);
        align-items: center;
        column-gap: var(--space-3);
      }
      .name {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-width: 0;
      }
      .swatch {
        flex: none;
        width: 0.75rem;
        height: 0.75rem;
        border: 1px solid var(--line-strong);
        border-radius: 50%;
      }
      .track {
        grid-column: 1 / -1;
        height: 0.375rem;
        border-radius: 1rem;
        background: var(--sunken);
        overflow: hidden;
      }
      .track > span {
        display: block;
        height: 100%;
        border-radius: inherit;
        background: var(--accent);
      }
      .track.warn > span {
        background: var(--warn);
      }
      .track.bad {
        outline: 1px solid var(--bad);
      }
      .track.bad > span {
        background: var(--bad);
      }
      .track.none {
        background: repeating-linear-gradient(
          115deg,
          var(--sunken) 0 0.375rem,
          var(--line) 0.375rem 0.5rem
        );
      }
    `,
  ];
}
customElements.define('hallway-supplies', HallwaySupplies);

function supplyRow(supply: Supply): TemplateResult {
  const words = supplyWords(supply);
  const colors = supplyColors(supply);
  const stops = colors.length === 1 ? [...colors, ...colors] : colors;
  const swatch =
    stops.length === 0
      ? nothing
      : html`<span
          class="swatch"
          style=${`background: linear-gradient(90deg, ${stops.join(', ')})`}
        ></span>`;
  return row(supplyName(supply), swatch, words, supply.level ?? NONE);
}

function trayRow(tray: Tray): TemplateResult {
  const words = trayWords(tray);
  return row(sourceWords(tray.source), nothing, words, tray.level);
}

/** The bar says nothing that the words beside it do not say. No bar without a level. */
function row(
  name: string,
  swatch: TemplateResult | typeof nothing,
  words: Words,
  level: number | typeof NONE | null,
): TemplateResult {
  const tone = level === NONE ? NONE : words.tone;
  const share = typeof level === 'number' ? Math.min(100, Math.max(0, level)) : 0;
  return html`<li>
    <span class="name">${swatch}<bdi class="cut" title=${name}>${name}</bdi></span>
    <bdi
      class="cut ${words.tone === 'plain' ? 'muted' : `tone-${words.tone}`}"
      title=${words.text}
      >${words.text}</bdi
    >
    ${
      level === null
        ? nothing
        : html`<span class="track ${tone}" aria-hidden="true">
          <span style=${`width: ${share}%`}></span>
        </span>`
    }
  </li>`;
}
