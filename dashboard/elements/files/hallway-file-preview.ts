/**
 * One file as a browser shows it: picture, PDF or text. Files come from the content port, where
 * nothing in them runs; text is text here, whatever is written in it. Sound and films are the
 * player's.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { createContentAddress, readFile, readThumbnail } from '../../../src/api/local.ts';
import { asHallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { ask, askPicture, readStart } from '../../data/agent-client.ts';
import { pathIn, type Spot } from '../../state/files/folder-changes.ts';
import { controls } from '../../styles/controls.ts';
import { filePreviewStyles } from '../../styles/file-preview.ts';
import { fileText } from '../../words/file-text.ts';
import { formatSize } from '../../words/format.ts';
import { isForeignPicture, previewOf, type Preview } from '../../words/previews.ts';
import { icon } from '../parts/icons.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  loading: 'Opening…',
  retry: 'Try again',
  none: 'This kind of file cannot be shown here.',
  broken: 'This browser cannot show it. The file may be damaged, or of a kind it does not know.',
  noText: 'There is no text in this file.',
  empty: 'This file is empty.',
  advice: 'Download it to open it with a program of this PC.',
  content: 'Content of',
});
/** Nobody reads more of a text in a browser. */
const TEXT_BYTES = 256 * 1024;

type Shown = { url: string } | { text: string; cut: string | undefined } | 'broken' | 'no-text';

export class HallwayFilePreview extends LitElement {
  static override properties = {
    folder: { attribute: false },
    name: { attribute: false },
    shown: { state: true },
    problem: { state: true },
  };
  declare folder: Spot;
  declare name: string;
  declare shown: Shown | undefined;
  declare problem: unknown;
  #abort = new AbortController();
  /** What is shown, or on its way. */
  #file = '';
  /** Of a picture that was made for this page. */
  #made: string | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
    this.#release();
  }

  protected override willUpdate(): void {
    const { device, share } = this.folder;
    const file = `${device} ${share} ${pathIn(this.folder, this.name)}`;
    if (file === this.#file) return;
    this.#file = file;
    void this.#load();
  }

  /** The name for whoever hears it. */
  get #spoken(): string {
    return displayText(this.name, 255, '?');
  }

  get #kind(): Preview | undefined {
    return previewOf(this.name);
  }

  async #load(): Promise<void> {
    this.#abort.abort();
    this.#release();
    const { signal } = (this.#abort = new AbortController());
    this.problem = undefined;
    this.shown = undefined;
    if (this.#kind === undefined) return;
    try {
      const shown = this.#kind === 'text' ? await this.#text(signal) : await this.#url(signal);
      if (!signal.aborted) this.shown = shown;
    } catch (error) {
      if (!signal.aborted) this.problem = error;
    }
  }

  get #place() {
    const { device, share } = this.folder;
    return { params: { device, share }, query: { path: pathIn(this.folder, this.name) } };
  }

  #release(): void {
    if (this.#made !== undefined) URL.revokeObjectURL(this.#made);
    this.#made = undefined;
  }

  async #url(signal: AbortSignal): Promise<Shown> {
    const { params, query } = this.#place;
    if (isForeignPicture(this.name)) {
      const large = { params, query: { ...query, size: 'large' as const } };
      const picture = await askPicture(readThumbnail, large, signal);
      if (!picture) return 'broken';
      return { url: (this.#made = URL.createObjectURL(picture)) };
    }
    const { url } = await ask(
      createContentAddress,
      { params, query: { ...query, inline: true } },
      signal,
    );
    return { url };
  }

  async #text(signal: AbortSignal): Promise<Shown> {
    let read;
    try {
      read = await readStart(readFile, this.#place, { bytes: TEXT_BYTES, signal });
    } catch (error) {
      // No byte can be asked for by range where there is none.
      if (asHallwayError(error).code !== 'request.range') throw error;
      read = { bytes: new Uint8Array(), size: 0 };
    }
    const { bytes, size } = read;
    const words = fileText(bytes);
    if (words === undefined) return 'no-text';
    const isCut = size > bytes.length;
    return {
      text: words,
      cut: isCut
        ? phrase(
            'Only the beginning is shown: {0} of {1}.',
            formatSize(bytes.length),
            formatSize(size),
          )
        : undefined,
    };
  }

  protected override render(): TemplateResult {
    const { shown } = this;
    if (this.problem !== undefined)
      return html`${problem(this.problem)}
        <button @click=${() => this.#load()}>${text.retry}</button>`;
    if (this.#kind === undefined) return told(text.none);
    if (shown === undefined) return html`<p class="muted" role="status">${text.loading}</p>`;
    if (shown === 'broken') return told(text.broken);
    if (shown === 'no-text') return told(text.noText);
    if ('text' in shown) return this.#textShown(shown);
    return this.#contentShown(shown.url);
  }

  #textShown({ text: words, cut }: { text: string; cut: string | undefined }): TemplateResult {
    if (words === '') return told(text.empty);
    return html`<pre tabindex="0" role="region" aria-label="${text.content} ${this.#spoken}">${words}</pre>
      ${cut ? html`<p class="muted small" role="status">${cut}</p>` : nothing}`;
  }

  #contentShown(url: string): TemplateResult {
    const broken = (): void => void (this.shown = 'broken');
    switch (this.#kind) {
      case 'pdf':
        return html`<iframe
          src=${url}
          title="${text.content} ${this.#spoken}"
          referrerpolicy="no-referrer"
        ></iframe>`;
      default:
        return html`<img src=${url} alt=${this.#spoken} decoding="async" @error=${broken} />`;
    }
  }

  static override styles = [controls, filePreviewStyles];
}
customElements.define('hallway-file-preview', HallwayFilePreview);

function told(words: string): TemplateResult {
  return html`<div class="told">
    <span class="badge-icon">${icon('file', 28)}</span>
    <p>${words}</p>
    <p class="muted">${text.advice}</p>
  </div>`;
}
