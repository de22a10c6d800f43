/** Takes documents that are dropped, chosen or pasted on a page, and shows the dialog for them. */
import {
  html,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { pastedFiles, readClipboard } from '../../data/pasted.ts';
import { attempt } from '../../state/notices.ts';
import './hallway-print-dialog.ts';

export class PrintFlow implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  /** Printer of the page, for what is pasted; undefined: the person chooses. */
  readonly #own: () => string | undefined;
  #place: string | undefined;
  #fixed = false;
  #files: readonly File[] = [];

  constructor(host: ReactiveControllerHost, own: () => string | undefined = () => undefined) {
    this.#host = host;
    this.#own = own;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('paste', this.#paste);
  }

  hostDisconnected(): void {
    window.removeEventListener('paste', this.#paste);
    this.#take([]);
  }

  /** `place` is `device/id` of the printer. */
  print(files: readonly File[], place: string | undefined): void {
    this.#place = place;
    this.#fixed = place !== undefined;
    this.#take(files);
  }

  /** After a press of the button. */
  readonly pasteByButton = (): void => {
    void attempt(async () => this.print(await readClipboard(), this.#own()));
  };

  /** Where nothing else takes what is pasted. */
  readonly #paste = (event: ClipboardEvent): void => {
    const [inner] = event.composedPath();
    if (inner instanceof HTMLInputElement || inner instanceof HTMLTextAreaElement) return;
    if (this.#files.length > 0) return;
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    this.print(files, this.#own());
  };

  #take(files: readonly File[]): void {
    this.#files = files;
    this.#host.requestUpdate();
  }

  dialog(): TemplateResult {
    return html`<hallway-print-dialog
      .place=${this.#place}
      .fixed=${this.#fixed}
      .files=${this.#files}
      @print-files=${(event: CustomEvent<readonly File[]>) => this.#take(event.detail)}
      @print-done=${() => this.#take([])}
    ></hallway-print-dialog>`;
  }
}
