/** The frame around the pages: beside them on a wide screen, above and below on a narrow one. */
import { css } from 'lit';

export const frame = css`
  :host {
    display: flex;
    min-height: 100dvh;
  }
  .column {
    flex: 1;
    min-width: 0;
  }
  header {
    position: sticky;
    top: 0;
    align-self: start;
    display: flex;
    flex-direction: column;
    gap: var(--space-5);
    width: 15rem;
    height: 100dvh;
    padding: var(--space-5) var(--space-4);
    border-inline-end: 1px solid var(--line);
    background: var(--surface);
    overflow-y: auto;
  }
  .brand {
    flex: 1 1 100%;
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-width: 0;
    padding: var(--space-1);
    border-radius: var(--radius);
    color: var(--ink);
    font-weight: 650;
    text-decoration: none;
  }
  .group {
    min-width: 0;
    line-height: 1.25;
  }
  .group .cut {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow-wrap: anywhere;
    white-space: normal;
  }
  .mark {
    display: grid;
    place-items: center;
    width: 2.5rem;
    height: 2.5rem;
    flex: none;
    border-radius: var(--radius);
    background: var(--accent);
    color: var(--on-accent);
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
    min-width: 0;
  }
  .find {
    display: grid;
    place-items: center;
    width: 2.75rem;
    height: 2.75rem;
    flex: none;
    border-radius: var(--radius);
    color: var(--ink-soft);
  }
  .find:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  .find[aria-current] {
    background: var(--accent-soft);
    color: var(--accent-strong);
  }
  hallway-printing-news {
    flex: none;
    min-width: 2.75rem;
  }
  nav {
    display: grid;
    gap: var(--space-1);
  }
  nav a {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 2.75rem;
    padding: 0 var(--space-3);
    border-radius: var(--radius);
    color: var(--ink-soft);
    font-weight: 550;
    text-decoration: none;
  }
  nav a:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  nav a[aria-current] {
    background: var(--accent-soft);
    color: var(--accent-strong);
  }
  nav .count {
    margin-inline-start: auto;
    padding: 0 0.5rem;
    border-radius: 1rem;
    background: var(--accent-strong);
    color: var(--surface);
    font-size: 0.75rem;
  }
  .more {
    margin-top: auto;
  }
  main {
    padding: var(--space-6) clamp(1rem, 4vw, 3rem) 6rem;
    outline: none;
  }
  main.framed {
    max-width: 76rem;
  }
  .banner {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    padding: var(--space-3) clamp(1rem, 4vw, 3rem);
    background: var(--warn-soft);
  }
  .starting {
    animation: appear 300ms 500ms both;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  .skip {
    position: fixed;
    inset-block: 0.5rem auto;
    inset-inline: 0.5rem auto;
    z-index: 10;
    transform: translateY(-200%);
  }
  .skip:focus {
    transform: none;
  }
  @media (width < 52rem) {
    :host {
      flex-direction: column;
    }
    header {
      position: static;
      flex-direction: row;
      align-items: center;
      justify-content: space-between;
      width: 100%;
      height: auto;
      padding: var(--space-3) var(--space-4);
      border: 0;
      border-block-end: 1px solid var(--line);
    }
    .top {
      flex: 1;
      flex-wrap: nowrap;
    }
    .brand {
      flex: 1;
    }
    nav:not(.more) {
      position: fixed;
      inset: auto 0 0 0;
      z-index: 5;
      grid-template-columns: repeat(6, minmax(0, 1fr));
      padding: var(--space-1) var(--space-1) max(var(--space-1), env(safe-area-inset-bottom));
      border-top: 1px solid var(--line);
      background: var(--surface);
    }
    nav a {
      flex-direction: column;
      justify-content: center;
      gap: 0;
      min-height: 3.25rem;
      padding: 0;
      font-size: 0.75rem;
    }
    nav a {
      position: relative;
    }
    nav .count {
      position: absolute;
      inset-block: 0.125rem auto;
      inset-inline: auto 0.5rem;
    }
    .more {
      grid-auto-flow: column;
      margin: 0;
    }
    .more a {
      min-width: 3.5rem;
    }
    /* On a phone there is room for their icons; their names are still read aloud. */
    @media (width < 36rem) {
      .more a {
        min-width: 2.75rem;
        font-size: 1rem;
      }
      .more a > span:not(.count) {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
        white-space: nowrap;
      }
    }
    main {
      padding-block: var(--space-5) 8rem;
    }
  }
`;
