/** Files and folders on every PC, found by name and content while somebody types. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { displayText } from '../../src/base/text.ts';
import type { FileKind, SearchAnswer } from '../../src/model/search.ts';
import '../elements/files/hallway-search-hit.ts';
import { icon } from '../elements/parts/icons.ts';
import { phrase, translated } from '../locale/localization.ts';
import { problem } from '../elements/parts/problem.ts';
import { office } from '../state/office.ts';
import { router } from '../state/router.ts';
import { type Question, Search } from '../state/search.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { plural } from '../words/format.ts';

const text = translated({
  heading: 'Search',
  label: 'Words in names and contents',
  kind: 'Kind',
  anyKind: 'Everything',
  pc: 'PC',
  anyPc: 'All PCs',
  person: 'Person',
  anyPerson: 'Everybody',
  size: 'Size',
  anySize: 'Any size',
  small: 'Less than 1 MB',
  medium: '1 to 100 MB',
  large: '100 MB and more',
  changed: 'Changed',
  anyTime: 'At any time',
  day: 'In the last day',
  week: 'In the last week',
  month: 'In the last month',
  year: 'In the last year',
  teach: 'What are you looking for?',
  teachLead:
    'Type the beginning of a word, or several. “In quotes” they stand together. Every PC looks through what it shares with you, by name and by what stands in documents.',
  none: 'Nothing was found',
  noneLead: 'Try fewer or shorter words, or look at all PCs and kinds.',
  looking: 'Looking…',
});

const KINDS: Record<FileKind, string> = translated({
  folder: 'Folders',
  document: 'Documents',
  picture: 'Pictures',
  audio: 'Music and sound',
  video: 'Films',
  archive: 'Archives',
  other: 'Other files',
});

const TIMES: readonly [number, string][] = [
  [1, text.day],
  [7, text.week],
  [31, text.month],
  [366, text.year],
];

const SIZES: Readonly<Record<string, readonly [string, NonNullable<Question['size']>]>> = {
  small: [text.small, [undefined, 1e6]],
  medium: [text.medium, [1e6, 1e8]],
  large: [text.large, [1e8, undefined]],
};

export class SearchPage extends LitElement {
  readonly #search = new Search();

  constructor() {
    super();
    watch(this, this.#search.changes, ['answer']);
    watch(this, router.changes, ['route']);
    watch(this, office.changes, ['members', 'shares']);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#search.stop();
  }

  /** As the address says; it can be kept and sent. */
  #question(): Question {
    const given = new URL(location.href).searchParams;
    const kind = given.get('kind') ?? '';
    return {
      words: given.get('q') ?? '',
      kind: Object.hasOwn(KINDS, kind) ? (kind as FileKind) : undefined,
      device: given.get('pc') ?? undefined,
      person: given.get('who')?.trim() || undefined,
      size: SIZES[sizeOf(given)]?.[1],
      days: TIMES.find(([days]) => String(days) === given.get('days'))?.[0],
    };
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
    this.#search.ask(this.#question(), { pause: false });
  }

  protected override updated(_changed: PropertyValues<this>): void {
    if (this.hasUpdated) this.#search.ask(this.#question());
  }

  #change(change: Partial<Record<'q' | 'kind' | 'pc' | 'who' | 'size' | 'days', string>>): void {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(change)) {
      if (value === '') address.searchParams.delete(name);
      else address.searchParams.set(name, value);
    }
    router.replace(address.pathname + address.search);
  }

  protected override render(): TemplateResult {
    const question = this.#question();
    const members = office.get('members') ?? [];
    return html`
      <h1 tabindex="-1">${text.heading}</h1>
      <form role="search" @submit=${(event: Event) => {
        event.preventDefault();
        this.#search.ask(this.#question(), { pause: false, anew: true });
      }}>
        <label class="words">
          <span>${text.label}</span>
          <input
            type="search"
            autofocus
            name="q"
            maxlength="200"
            autocomplete="off"
            spellcheck="false"
            .value=${question.words}
            @input=${(event: Event) => this.#change({ q: (event.target as HTMLInputElement).value })}
          />
        </label>
        ${choice(text.kind, text.anyKind, Object.entries(KINDS), question.kind, (kind) => this.#change({ kind }))}
        ${choice(
          text.pc,
          text.anyPc,
          members.map(({ id, name }) => [id, displayText(name, 63)]),
          question.device,
          (pc) => this.#change({ pc }),
        )}
        <label>
          <span>${text.person}</span>
          <input
            name="who"
            maxlength="63"
            autocomplete="off"
            spellcheck="false"
            list="people"
            placeholder=${text.anyPerson}
            .value=${question.person ?? ''}
            @change=${(event: Event) => this.#change({ who: (event.target as HTMLInputElement).value.trim() })}
          />
          <datalist id="people">${this.#people().map((name) => html`<option value=${name}></option>`)}</datalist>
        </label>
        ${choice(
          text.size,
          text.anySize,
          Object.entries(SIZES).map(([size, [label]]) => [size, label]),
          sizeOf(new URL(location.href).searchParams) || undefined,
          (size) => this.#change({ size }),
        )}
        ${choice(
          text.changed,
          text.anyTime,
          TIMES.map(([days, label]) => [String(days), label]),
          question.days === undefined ? undefined : String(question.days),
          (days) => this.#change({ days }),
        )}
      </form>
      <p class="state" role="status">${this.#state()}</p>
      ${this.#found(question)}
    `;
  }

  /** Whom somebody may mean: whose PCs answered, and what PCs are called. */
  #people(): string[] {
    const found = this.#search.answer?.hits.map(({ person }) => person) ?? [];
    const named = (office.get('members') ?? []).map(({ name }) => name);
    const all = [...found, ...named].map((name) => displayText(name, 63)).filter(Boolean);
    return Array.from(new Set(all)).toSorted((a, b) => a.localeCompare(b));
  }

  #state(): string {
    const { answer, busy } = this.#search;
    if (!answer) return busy ? text.looking : '';
    const { hits, answered, asked, silent, reading, done } = answer;
    const parts = [
      plural(hits.length, 'thing found', 'things found'),
      phrase('{0} of {1} PCs answered', answered, asked),
    ];
    if (done && silent.length > 0) parts.push(phrase('Not heard: {0}', namesOf(silent)));
    if (reading.length > 0)
      parts.push(
        phrase('Still reading what they share, so there may be more: {0}', namesOf(reading)),
      );
    return `${parts.join('. ')}.`;
  }

  #found({ words }: Question): TemplateResult | typeof nothing {
    const { answer, busy } = this.#search;
    if (this.#search.problem !== undefined) return problem(this.#search.problem);
    if (words.trim() === '') return empty(text.teach, text.teachLead);
    if (!answer) return nothing;
    if (answer.hits.length === 0) return busy ? nothing : empty(text.none, text.noneLead);
    return list(answer);
  }

  static override styles = [
    controls,
    layout,
    css`
      form {
        grid-template-columns: repeat(auto-fit, minmax(min(9rem, 100%), 1fr));
        margin-block: var(--space-4);
      }
      .words {
        grid-column: 1 / -1;
      }
      label {
        display: grid;
        gap: var(--space-1);
      }
      .state {
        min-height: 1.5em;
        margin-bottom: var(--space-3);
        color: var(--ink-soft);
      }
    `,
  ];
}
customElements.define('hallway-search-page', SearchPage);

function sizeOf(given: URLSearchParams): string {
  const size = given.get('size') ?? '';
  return Object.hasOwn(SIZES, size) ? size : '';
}

function list({ hits }: SearchAnswer): TemplateResult {
  return html`<ul class="rows">
    ${repeat(
      hits,
      ({ device, share, path }) => `${device} ${share} ${path}`,
      (hit) => html`<li><hallway-search-hit class="grow" .hit=${hit}></hallway-search-hit></li>`,
    )}
  </ul>`;
}

function choice(
  label: string,
  any: string,
  options: readonly (readonly [string, string])[],
  chosen: string | undefined,
  changed: (value: string) => void,
): TemplateResult {
  return html`<label>
    <span>${label}</span>
    <select @change=${(event: Event) => changed((event.target as HTMLSelectElement).value)}>
      <option value="" ?selected=${chosen === undefined}>${any}</option>
      ${options.map(
        ([value, shown]) =>
          html`<option value=${value} ?selected=${value === chosen}>${shown}</option>`,
      )}
    </select>
  </label>`;
}

function empty(heading: string, lead: string): TemplateResult {
  return html`
    <section class="empty">
      <span class="badge-icon">${icon('search', 28)}</span>
      <h2>${heading}</h2>
      <p>${lead}</p>
    </section>
  `;
}

function namesOf(names: readonly string[]): string {
  return names.map((name) => displayText(name, 63)).join(', ');
}
