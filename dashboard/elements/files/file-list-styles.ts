/** How the entries of a folder look, as rows and as tiles. */
import { css } from 'lit';

export const ROW_REM = 3.25;
export const TILE_REM = 11.5;
/** Least width of a tile. */
export const TILE_WIDTH_REM = 9.5;

export const fileListStyles = css`
  :host {
    display: block;
  }
  [role='grid'] {
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: var(--shadow);
    overflow: hidden;
  }
  .row {
    display: grid;
    grid-template-columns: 2.75rem minmax(0, 1fr) 8rem 7rem 9rem;
    align-items: center;
    height: ${ROW_REM}rem;
    padding-inline-end: var(--space-5);
    border-bottom: 1px solid var(--line);
  }
  .row.tiles {
    grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
    height: ${TILE_REM}rem;
    gap: var(--space-2);
    padding: var(--space-1) var(--space-2);
    border: 0;
  }
  .head {
    height: 2.5rem;
    font-weight: 550;
  }
  .head button {
    min-height: 2rem;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font-size: var(--text-small);
  }
  .head button:hover {
    color: var(--ink);
  }
  .head .size button {
    margin-inline-start: auto;
  }
  .body {
    position: relative;
    contain: strict;
  }
  .body .row {
    position: absolute;
    inset-inline: 0;
  }
  /* What fades under the pointer costs every third frame while rows scroll past it. */
  .body button {
    transition: none;
  }
  .body .row:not(.tiles):hover,
  .tile:hover {
    background: var(--sunken);
  }
  .body .row[aria-selected='true'],
  .tile[aria-selected='true'] {
    background: var(--accent-soft);
  }
  [data-over] {
    outline: var(--focus);
    outline-offset: -2px;
  }
  .cut-out :is(.name svg, .name img) {
    opacity: 0.45;
  }
  .cut-out bdi {
    font-style: italic;
  }
  .pick {
    height: 100%;
  }
  .pick label {
    display: grid;
    place-items: center;
    height: 100%;
    min-height: 2.5rem;
    padding-inline-start: var(--space-2);
    cursor: pointer;
  }
  .pick input {
    margin: 0;
  }
  .name {
    min-width: 0;
    height: 100%;
  }
  .name > * {
    display: flex;
    align-items: center;
    justify-content: start;
    gap: var(--space-3);
    width: 100%;
    height: 100%;
    padding-block: 0;
    padding-inline: var(--space-2) 0;
    border: 0;
    border-radius: 0;
    background: none;
    color: var(--ink);
    font-weight: 450;
    text-align: start;
    text-decoration: none;
  }
  .name a {
    font-weight: 550;
  }
  .name > :focus-visible {
    outline-offset: -3px;
  }
  .name svg {
    color: var(--ink-soft);
  }
  .name a svg {
    color: var(--accent);
  }
  .picture {
    display: grid;
    place-items: center;
    width: 2.5rem;
    flex: none;
  }
  .name img {
    width: 2.5rem;
    height: 2.5rem;
    flex: none;
    border-radius: var(--space-1);
    object-fit: cover;
    background: var(--sunken);
  }
  .size {
    text-align: end;
  }
  .size,
  .kind,
  .date {
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .date {
    padding-inline-start: var(--space-5);
  }
  .hover {
    margin-inline-start: auto;
    opacity: 0;
  }
  .row:hover .hover,
  :focus-visible > .hover {
    opacity: 1;
  }
  .tile {
    position: relative;
    height: 100%;
    min-width: 0;
    border-radius: var(--radius);
  }
  .tile .name > * {
    flex-direction: column;
    gap: var(--space-2);
    padding: var(--space-2);
    text-align: center;
    border-radius: var(--radius);
  }
  .tile .picture {
    width: 100%;
    flex: 1;
    min-height: 0;
  }
  .tile img {
    width: 100%;
    height: 100%;
    object-fit: contain;
    background: none;
  }
  .tile .cut {
    width: 100%;
    font-size: var(--text-small);
    line-height: 1.3;
  }
  .tile .pick {
    position: absolute;
    inset-block: 0 auto;
    inset-inline: auto 0;
    z-index: 1;
    height: auto;
    opacity: 0;
  }
  .tile .pick label {
    width: 2.5rem;
    padding: 0;
  }
  .tile:hover .pick,
  .tile:focus-within .pick,
  .picking .tile .pick {
    opacity: 1;
  }
  .tile .hover {
    display: none;
  }
  @media (width < 64rem) {
    .row {
      grid-template-columns: 2.75rem minmax(0, 1fr) 7rem 9rem;
    }
    .kind {
      display: none;
    }
  }
  @media (width < 40rem) {
    .row {
      grid-template-columns: 2.75rem minmax(0, 1fr) auto;
      padding-inline-end: var(--space-4);
    }
    .date {
      display: none;
    }
  }
  @media (hover: none) {
    .hover,
    .tile .pick {
      opacity: 1;
    }
  }
`;
