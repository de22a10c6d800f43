/**
 * Who sees whom: a table with a row for each PC that looks and a column for each that is looked
 * for. It is one stop for Tab; arrow keys, Home and End move inside. The cell that has the focus
 * tells below what stands in the way and what to do.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatLocale, translated } from '../../locale/localization.ts';
import { displayName } from '../../../src/base/text.ts';
import type { Sight, SightMatrix } from '../../../src/model/doctor.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { matrix } from '../../styles/matrix.ts';
import { alongTheLine } from '../../words/direction.ts';
import { blockerWords, sightWord, sightWords } from '../../words/doctor.ts';
import { formatLatency } from '../../words/presence.ts';
import { codeText } from '../parts/code-text.ts';
import '../members/hallway-reach.ts';
import { networkIcon } from '../members/network-icons.ts';
import { said } from '../../words/said.ts';

const text = translated({
  heading: 'Who sees whom',
  lead: 'Each row is a PC that looks, each column one that is looked for. Choose a cell to read about it.',
  keys: 'Arrow keys move from cell to cell.',
  corner: 'From',
  sees: 'sees',
  thisPc: 'This PC',
  ended: 'Switched off or ended',
  fix: 'What to do:',
});

const names = new Intl.Collator(formatLocale, { numeric: true });

/** A PC that somebody ended or shut down is dark, but nothing is broken. */
type State = Sight['state'] | 'ended';
type Device = SightMatrix['devices'][number];

const MARKS: Record<State, () => TemplateResult> = {
  online: () => networkIcon('tick', 18),
  asleep: () => networkIcon('moon', 16),
  ended: () => networkIcon('power', 16),
  offline: () => networkIcon('cross', 18),
  unknown: () => networkIcon('question', 18),
};
const STATES = Object.keys(MARKS) as State[];

export class HallwaySightMatrix extends LitElement {
  static override properties = { matrix: { attribute: false }, chosen: { state: true } };
  declare matrix: SightMatrix;
  /** Row and column of the cell that tells about itself. */
  declare chosen: readonly [number, number] | undefined;
  #sights = new Map<string, Sight>();
  #devices: readonly Device[] = [];

  constructor() {
    super();
    this.matrix = { devices: [], sights: [] };
    this.chosen = undefined;
    watch(this, office.changes, ['peers', 'members']);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('matrix')) return;
    this.#devices = this.matrix.devices.toSorted(
      (a, b) => Number(b.self) - Number(a.self) || names.compare(a.name, b.name),
    );
    this.#sights = new Map(this.matrix.sights.map((sight) => [sight.from + sight.to, sight]));
    this.chosen = undefined;
  }

  #sight([row, column]: readonly [number, number]): Sight | undefined {
    const from = this.#devices[row];
    const to = this.#devices[column];
    return from && to ? this.#sights.get(from.id + to.id) : undefined;
  }

  /** Where Tab comes to: the chosen cell, else the first dark one, else the first. */
  #stop(): readonly [number, number] {
    if (this.chosen) return this.chosen;
    const dark = this.matrix.sights.find(({ state }) => state !== 'online' && state !== 'unknown');
    if (!dark) return [0, 1];
    const place = (id: string) => this.#devices.findIndex((device) => device.id === id);
    return [place(dark.from), place(dark.to)];
  }

  protected override render(): TemplateResult {
    const devices = this.#devices;
    const stop = this.#stop();
    return html`
      <div class="section-head">
        <div>
          <h2 id="heading">${text.heading}</h2>
          <p class="muted">${text.lead} <span class="unseen">${text.keys}</span></p>
        </div>
      </div>
      <div class="card">
        <div class="scroll">
          <table aria-labelledby="heading" class=${devices.length > 5 ? 'many' : ''}>
            <thead>
              <tr>
                <th scope="col" class="corner"><span class="unseen">${text.corner}</span></th>
                ${devices.map((device) => html`<th scope="col">${this.#name(device)}</th>`)}
              </tr>
            </thead>
            <tbody @keydown=${(event: KeyboardEvent) => this.#move(event)}>
              ${devices.map(
                (from, row) => html`<tr>
                  <th scope="row">${this.#name(from)}</th>
                  ${devices.map((to, column) =>
                    this.#cell(from, to, [row, column], row === stop[0] && column === stop[1]),
                  )}
                </tr>`,
              )}
            </tbody>
          </table>
        </div>
        <ul class="legend small muted" aria-hidden="true">
          ${STATES.map(
            (state) =>
              html`<li>
                <span class="mark ${state}">${MARKS[state]()}</span>
                ${state === 'ended' ? text.ended : sightWord(state)}
              </li>`,
          )}
        </ul>
        <div id="about" role="status">${this.chosen ? this.#about(this.chosen) : nothing}</div>
      </div>
    `;
  }

  #name({ name, self }: Device): TemplateResult {
    const shown = displayName(name, '?');
    return html`<bdi class="name" title=${shown}>${shown}</bdi>${
      self ? html`<span class="unseen">, ${text.thisPc}</span>` : nothing
    }`;
  }

  #cell(
    from: Device,
    to: Device,
    place: readonly [number, number],
    isStop: boolean,
  ): TemplateResult {
    if (from.id === to.id) return html`<td class="self"></td>`;
    const sight = this.#sight(place);
    const state = stateOf(sight);
    const isChosen = this.chosen?.[0] === place[0] && this.chosen[1] === place[1];
    const who = `${displayName(from.name, '?')} ${text.sees} ${displayName(to.name, '?')}`;
    const blocker = blockerWords(sight?.blocker ?? null);
    const words = sight ? sightWords(sight) : sightWord('unknown');
    return html`<td>
      <button
        class="mark ${state}"
        tabindex=${isStop ? 0 : -1}
        data-row=${place[0]}
        data-column=${place[1]}
        aria-current=${isChosen ? 'true' : nothing}
        aria-label="${who}: ${words}${blocker === '' ? '' : `. ${blocker}`}"
        @focus=${() => (this.chosen = place)}
        @click=${() => (this.chosen = place)}
      >
        ${MARKS[state]()}
      </button>
    </td>`;
  }

  #about(place: readonly [number, number]): TemplateResult | typeof nothing {
    const sight = this.#sight(place);
    if (!sight) return nothing;
    const [from, to] = place.map((at) => displayName(this.#devices[at]?.name, '?'));
    const blocker = blockerWords(sight.blocker);
    const time = sight.latencyMs === null ? '' : ` · ${formatLatency(sight.latencyMs)}`;
    const peer = office.peer(sight.to);
    return html`
      <h3 class="wrap"><bdi>${from}</bdi> → <bdi>${to}</bdi></h3>
      <p><strong>${blocker === '' ? `${sightWord(sight.state)}${time}` : blocker}</strong></p>
      <p class="muted wrap">${codeText(said(sight.detail))}</p>
      ${
        sight.fix === null
          ? nothing
          : html`<p class="fix wrap">
            <strong>${text.fix}</strong> ${codeText(said(sight.fix))}
          </p>`
      }
      ${
        sight.state === 'asleep' && peer?.canWake
          ? html`<hallway-reach brief .peer=${peer}></hallway-reach>`
          : nothing
      }
    `;
  }

  #move(event: KeyboardEvent): void {
    const at = this.#stop();
    const last = this.#devices.length - 1;
    const steps: Record<string, readonly [number, number]> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      Home: [0, -last],
      End: [0, last],
    };
    const step = steps[alongTheLine(event)];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const clamp = (value: number) => Math.min(last, Math.max(0, value));
    let [row, column] = [clamp(at[0] + step[0]), clamp(at[1] + step[1])];
    // A PC does not look at itself: the way leads over that cell, or back at the edge.
    if (row === column) {
      const onward = [clamp(row + Math.sign(step[0])), clamp(column + Math.sign(step[1]))] as const;
      const isEdge = onward[0] === row && onward[1] === column;
      const back = [row - Math.sign(step[0]), column - Math.sign(step[1])] as const;
      [row, column] = isEdge ? back : onward;
    }
    this.renderRoot
      .querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`)
      ?.focus();
  }

  static override styles = [controls, layout, matrix];
}
function stateOf(sight: Sight | undefined): State {
  if (!sight || !MARKS[sight.state]) return 'unknown';
  return sight.state === 'offline' && sight.blocker === 'stopped' ? 'ended' : sight.state;
}
customElements.define('hallway-sight-matrix', HallwaySightMatrix);
