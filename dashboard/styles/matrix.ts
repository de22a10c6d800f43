/** The table of who sees whom: it scrolls inside its own box, and names its rows all the while. */
import { css } from 'lit';

export const matrix = css`
  .card {
    padding: var(--space-4) var(--space-5) 0;
  }
  .scroll {
    overflow-x: auto;
    margin-inline: calc(-1 * var(--space-2));
    padding: var(--space-1) var(--space-2);
    overscroll-behavior-x: contain;
  }
  table {
    border-collapse: separate;
    border-spacing: var(--space-1);
  }
  th {
    padding: var(--space-1) var(--space-2);
    color: var(--ink-soft);
    font-size: var(--text-small);
    font-weight: 550;
    text-align: center;
    vertical-align: bottom;
  }
  th .name {
    display: block;
    max-width: 8rem;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  th[scope='row'],
  .corner {
    position: sticky;
    inset-inline-start: calc(-1 * var(--space-2));
    z-index: 1;
    background: var(--surface);
  }
  th[scope='row'] {
    text-align: start;
    vertical-align: middle;
  }
  th[scope='row'] .name {
    max-width: 14rem;
  }
  td {
    padding: 0;
    text-align: center;
  }
  .self {
    border-radius: var(--radius);
    background: var(--sunken);
  }
  .mark {
    display: inline-grid;
    place-items: center;
    width: 100%;
    min-width: 2.75rem;
    min-height: 2.75rem;
    padding: 0;
    border-color: transparent;
    border-radius: var(--radius);
  }
  .mark.online,
  .mark.online:hover {
    background: var(--accent-soft);
    color: var(--good);
  }
  .mark.asleep,
  .mark.asleep:hover {
    background: var(--calm-soft);
    color: var(--calm);
  }
  .mark.ended,
  .mark.ended:hover {
    background: var(--sunken);
    color: var(--ink-soft);
  }
  .mark.offline,
  .mark.offline:hover {
    background: var(--bad-soft);
    color: var(--bad);
  }
  .mark.unknown,
  .mark.unknown:hover {
    border: 1px dashed var(--line-strong);
    background: none;
    color: var(--ink-soft);
  }
  button.mark:hover,
  button.mark[aria-current] {
    border: 2px solid currentcolor;
  }
  .legend {
    margin-bottom: var(--space-4);
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-4);
    margin-top: var(--space-3);
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: var(--space-2);
  }
  .legend .mark {
    width: 1.5rem;
    min-width: 0;
    height: 1.5rem;
    min-height: 0;
    border-radius: var(--space-1);
  }
  #about {
    display: grid;
    gap: var(--space-1);
    justify-items: start;
  }
  #about:has(*) {
    position: sticky;
    bottom: 0;
    z-index: 2;
    margin-inline: calc(-1 * var(--space-5));
    padding: var(--space-4) var(--space-5);
    border-radius: 0 0 var(--radius-large) var(--radius-large);
    border-top: 1px solid var(--line);
    background: var(--surface);
  }
  #about hallway-reach {
    margin-top: var(--space-2);
  }
  .fix {
    margin-top: var(--space-1);
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius);
    background: var(--sunken);
  }
  .many thead .name {
    max-width: none;
    max-height: 8rem;
    margin-inline: auto;
    rotate: 180deg;
    writing-mode: vertical-rl;
  }
  .many thead th {
    padding-block: 0 var(--space-2);
  }
  /* What has the focus must not lie below what is told about it. */
  button.mark {
    scroll-margin-block: 3rem 18rem;
  }
  @media (width < 52rem) {
    #about:has(*) {
      bottom: 3.75rem;
    }
  }
  @media (width < 40rem) {
    .card {
      padding-inline: var(--space-4);
    }
    #about:has(*) {
      margin-inline: calc(-1 * var(--space-4));
      padding-inline: var(--space-4);
    }
    thead .name {
      max-width: none;
      max-height: 8rem;
      margin-inline: auto;
      rotate: 180deg;
      writing-mode: vertical-rl;
    }
    th[scope='row'] .name {
      max-width: 6.5rem;
    }
  }
`;
