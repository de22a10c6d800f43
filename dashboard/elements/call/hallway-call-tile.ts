/** One person of a call, or a screen: the picture where there is one, the name, and the sound. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { call } from '../../state/call.ts';
import { controls } from '../../styles/controls.ts';
import { icon } from '../parts/icons.ts';
import { callIcon } from './call-icons.ts';

const text = translated({ muted: 'Microphone is off' });

/** `HTMLMediaElement.setSinkId`, which not every browser has. */
type Speaking = HTMLMediaElement & { setSinkId?: (id: string) => Promise<void> };

export class HallwayCallTile extends LitElement {
  static override properties = {
    name: { attribute: false },
    words: { attribute: false },
    muted: { attribute: false },
    mirrored: { attribute: false },
    picture: { attribute: false },
    track: { attribute: false },
    sound: { attribute: false },
  };
  declare name: string;
  /** Instead of a picture: rings, connects. */
  declare words: string;
  declare muted: boolean;
  /** As in a mirror, which is how people know themselves. */
  declare mirrored: boolean;
  declare picture: MediaStream | undefined;
  /** Of this PC's own, instead of `picture`. */
  declare track: MediaStreamTrack | undefined;
  declare sound: MediaStream | undefined;

  constructor() {
    super();
    this.name = this.words = '';
    this.muted = this.mirrored = false;
    this.picture = this.track = this.sound = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('track')) this.picture = this.track && new MediaStream([this.track]);
  }

  protected override updated(): void {
    play(this.renderRoot.querySelector('video'), this.picture);
    const audio = this.renderRoot.querySelector('audio');
    play(audio, this.sound);
    const speaker = call.media.chosen('audiooutput');
    if (audio && speaker !== '') (audio as Speaking).setSinkId?.(speaker).catch(() => {});
  }

  protected override render(): TemplateResult {
    return html`<figure>
      ${
        this.picture
          ? html`<video
            class=${this.mirrored ? 'mirrored' : ''}
            autoplay
            playsinline
            muted
            aria-hidden="true"
          ></video>`
          : html`<span class="nobody">${icon('people', 40)}</span>`
      }
      ${this.sound ? html`<audio autoplay></audio>` : nothing}
      <figcaption>
        ${
          this.muted
            ? html`${callIcon('muted', 16)}<span class="unseen">${text.muted}</span>`
            : nothing
        }
        <bdi class="cut">${this.name}</bdi>
        ${this.words === '' ? nothing : html`<span class="words">${this.words}</span>`}
      </figcaption>
    </figure>`;
  }

  static override styles = [
    controls,
    css`
      :host {
        display: block;
        min-inline-size: 0;
      }
      figure {
        position: relative;
        display: grid;
        place-items: center;
        margin: 0;
        aspect-ratio: 16 / 9;
        max-block-size: 45dvh;
        overflow: hidden;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--sunken);
      }
      video {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        block-size: 100%;
        object-fit: contain;
      }
      .mirrored {
        transform: scaleX(-1);
      }
      .nobody {
        color: var(--ink-soft);
      }
      figcaption {
        position: absolute;
        inset-block: auto 0;
        inset-inline: 0 auto;
        display: flex;
        align-items: center;
        gap: var(--space-2);
        max-inline-size: 100%;
        padding: var(--space-1) var(--space-2);
        border-start-end-radius: var(--radius);
        background: var(--surface);
        font-size: var(--text-small);
      }
      .words {
        color: var(--ink-soft);
        white-space: nowrap;
      }
    `,
  ];
}
customElements.define('hallway-call-tile', HallwayCallTile);

function play(element: HTMLMediaElement | null, stream: MediaStream | undefined): void {
  if (!element || element.srcObject === (stream ?? null)) return;
  element.srcObject = stream ?? null;
  // Until something comes it waits, and a person who is gone is no fault.
  element.play().catch(() => {});
}
