/** The player: a bar below the page, or as large as the window lets a film be. */
import { css } from 'lit';

export const playerStyles = css`
  :host {
    display: block;
    position: sticky;
    bottom: 0;
    z-index: 4;
    padding-inline: clamp(1rem, 4vw, 3rem);
    background: var(--surface);
  }
  :host(:not([large])) section {
    border-block-start: 1px solid var(--line);
  }
  section {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-4);
    padding-block: var(--space-2);
  }
  .media {
    display: grid;
    min-width: 0;
  }
  :host(:not([large])) video {
    height: 4.5rem;
    max-width: 9rem;
  }
  :host(:not([large])) audio {
    width: min(22rem, 100%);
    height: 2.5rem;
  }
  .line {
    flex: 1 1 16rem;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
    min-width: 0;
  }
  .name {
    flex: 1 1 8rem;
    color: var(--ink);
    font-weight: 550;
  }
  hallway-show-controls {
    flex: 1 1 24rem;
  }
  .trouble {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-3);
  }
  video {
    border-radius: var(--radius);
    background: var(--sunken);
  }
  :host([large]) {
    position: static;
    max-width: 76rem;
    margin-block-start: -5rem;
    padding-block-end: 6rem;
    background: transparent;
  }
  :host([large]) section {
    flex-direction: column;
    align-items: stretch;
  }
  :host([large]) .media {
    justify-items: center;
  }
  :host([large]) video {
    max-width: 100%;
    max-height: max(20rem, calc(100dvh - 16rem));
  }
  :host([large]) audio {
    width: min(36rem, 100%);
    margin-block: var(--space-7);
  }
  @media (width < 52rem) {
    :host(:not([large])) {
      bottom: 4.25rem;
    }
  }
`;
