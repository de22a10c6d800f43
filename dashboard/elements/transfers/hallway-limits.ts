/** How fast files go, when they come by themselves, and how much is given on. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { getTransferLimits, setTransferLimits } from '../../../src/api/local-transfers.ts';
import type {
  MeteredRule,
  TransferLimits,
  TransferRulesChange,
} from '../../../src/model/transfer-limits.ts';
import { ask } from '../../data/agent-client.ts';
import { asked } from '../../state/asked.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formatSize } from '../../words/format.ts';

const text = translated({
  heading: 'Limits of transfers',
  down: 'Fetch at most (MB a second)',
  up: 'Send at most (MB a second)',
  noLimit: 'No limit',
  times: 'Files come by themselves',
  always: 'At any time',
  some: 'Only between',
  from: 'From',
  to: 'To',
  workdays: 'Only so on workdays; at weekends at any time',
  metered: 'On a connection that costs by what goes over it, files',
  auto: 'wait, as the system says',
  yes: 'wait: this one costs',
  no: 'come: this one costs nothing',
  size: 'Give on at most (GB)',
  files: 'Give on at most (files)',
  days: 'Give on for at most (days)',
});
const held: Record<'paused' | 'time' | 'metered', string> = translated({
  paused: 'Everything is paused.',
  time: 'Nothing comes by itself now: it is not the time for it.',
  metered: 'Nothing comes by itself now: the connection costs by what goes over it.',
});

const WORKDAYS = [1, 2, 3, 4, 5];
const WEEKEND = [0, 6];
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const MB = 1e6;
const GB = 1e9;

export class HallwayLimits extends LitElement {
  readonly #limits = asked(this, () => ask(getTransferLimits, {}));

  #change(body: TransferRulesChange): void {
    this.#limits.change(() => ask(setTransferLimits, { body }));
  }

  protected override render(): TemplateResult {
    const found = this.#limits.value;
    return html`
      <div class="section-head"><h2>${text.heading}</h2></div>
      ${found ? this.#rows(found) : nothing}
    `;
  }

  #rows(limits: TransferLimits): TemplateResult {
    const { up, down, metered, giveOn, given } = limits;
    const givenNow = phrase('Now: {0} files, {1}', String(given.files), formatSize(given.bytes));
    return html`
      ${limits.held ? html`<p role="status">${held[limits.held]}</p>` : nothing}
      <div class="rows">
        ${this.#rate('down', text.down, down)} ${this.#rate('up', text.up, up)}
        ${this.#times(limits)}
        <div>
          <label class="grow" for="metered">${text.metered}</label>
          <select
            id="metered"
            @change=${(event: Event) => this.#change({ metered: valueOf(event) as MeteredRule })}
          >
            ${(['auto', 'yes', 'no'] as const).map(
              (rule) =>
                html`<option value=${rule} ?selected=${rule === metered}>${text[rule]}</option>`,
            )}
          </select>
        </div>
        ${this.#number('size', text.size, giveOn.bytes / GB, (size) => this.#change({ giveOn: { ...giveOn, bytes: Math.round(size * GB) } }))}
        ${this.#number('files', text.files, giveOn.files, (files) => this.#change({ giveOn: { ...giveOn, files } }))}
        ${this.#number('days', text.days, giveOn.days, (days) => this.#change({ giveOn: { ...giveOn, days } }))}
        <p class="muted small">${givenNow}</p>
      </div>
    `;
  }

  #rate(way: 'up' | 'down', label: string, rate: number | null): TemplateResult {
    return html`<div>
      <label class="grow" for=${way}>${label}</label>
      <input
        id=${way}
        type="number"
        min="0.1"
        max="100000"
        step="0.1"
        placeholder=${text.noLimit}
        .value=${rate === null ? '' : String(rate / MB)}
        @change=${(event: Event) => {
          const value = Number(valueOf(event));
          this.#change({ [way]: value > 0 ? Math.round(Math.max(0.1, value) * MB) : null });
        }}
      />
    </div>`;
  }

  #times({ times }: TransferLimits): TemplateResult {
    const [first] = times;
    const from = first?.from ?? '18:00';
    const to = first?.to ?? '07:00';
    const onWorkdays = first !== undefined && first.days.length < EVERY_DAY.length;
    const only = (begin: string, end: string, workdays: boolean): void => {
      if (begin === '' || end === '') return;
      const night = { days: workdays ? WORKDAYS : EVERY_DAY, from: begin, to: end };
      const weekend = { days: WEEKEND, from: '00:00', to: '00:00' };
      this.#change({ times: workdays ? [night, weekend] : [night] });
    };
    const clock = (id: string, label: string, value: string, change: (to: string) => void) =>
      html`<label class="unseen" for=${id}>${label}</label>
        <input id=${id} type="time" .value=${value} @change=${(event: Event) => change(valueOf(event))} />`;
    return html`<div>
        <label class="grow" for="times">${text.times}</label>
        <select
          id="times"
          @change=${(event: Event) => (valueOf(event) === 'some' ? only(from, to, false) : this.#change({ times: [] }))}
        >
          <option value="always" ?selected=${!first}>${text.always}</option>
          <option value="some" ?selected=${first !== undefined}>${text.some}</option>
        </select>
        ${
          first
            ? html`${clock('from', text.from, from, (begin) => only(begin, to, onWorkdays))}
              ${clock('to', text.to, to, (end) => only(from, end, onWorkdays))}`
            : nothing
        }
      </div>
      ${
        first
          ? html`<div>
            <label class="grow" for="workdays">${text.workdays}</label>
            <input
              id="workdays"
              type="checkbox"
              .checked=${onWorkdays}
              @change=${() => only(from, to, !onWorkdays)}
            />
          </div>`
          : nothing
      }`;
  }

  #number(
    id: string,
    label: string,
    value: number,
    change: (value: number) => void,
  ): TemplateResult {
    return html`<div>
      <label class="grow" for=${id}>${label}</label>
      <input
        id=${id}
        type="number"
        step=${id === 'size' ? 'any' : 1}
        min=${id === 'days' ? 1 : 0}
        max=${id === 'days' ? 3650 : 10_000}
        .value=${String(value)}
        @change=${(event: Event) => {
          const wanted = Number(valueOf(event));
          if (Number.isFinite(wanted) && valueOf(event) !== '')
            change(
              Math.min(id === 'days' ? 3650 : 10_000, Math.max(id === 'days' ? 1 : 0, wanted)),
            );
        }}
      />
    </div>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      select,
      input {
        width: auto;
        max-width: 100%;
      }
      input[type='number'],
      input[type='time'] {
        inline-size: 8rem;
      }
      [role='status'] {
        margin-bottom: var(--space-3);
      }
    `,
  ];
}
customElements.define('hallway-limits', HallwayLimits);

function valueOf(event: Event): string {
  return (event.currentTarget as HTMLInputElement | HTMLSelectElement).value.trim();
}
