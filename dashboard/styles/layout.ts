/** How pages and cards are laid out. */
import { css } from 'lit';

export const layout = css`
  :host {
    display: block;
  }
  .page-head {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-between;
    gap: var(--space-4);
    margin-bottom: var(--space-5);
  }
  .page-head > div {
    flex: 1 1 16rem;
    min-width: 0;
  }
  .page-head p {
    margin-top: var(--space-1);
    color: var(--ink-soft);
  }
  .page-head > .actions {
    flex: 0 1 auto;
  }
  h1 > bdi {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  section + section {
    margin-top: var(--space-6);
  }
  .section-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
    margin-bottom: var(--space-3);
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr));
    gap: var(--space-4);
  }
  .card {
    min-width: 0;
    padding: var(--space-5);
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: var(--shadow);
  }
  .rows {
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: var(--shadow);
    overflow: hidden;
  }
  .rows > * {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-3);
    padding: var(--space-3) var(--space-5);
  }
  .rows > * + * {
    border-top: 1px solid var(--line);
  }
  .grow {
    flex: 1 1 9rem;
    min-width: 0;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  @media (width < 40rem) {
    .rows > * {
      padding-inline: var(--space-4);
    }
  }
  .badge-icon {
    display: grid;
    place-items: center;
    width: 2.75rem;
    height: 2.75rem;
    flex: none;
    border-radius: var(--radius);
    background: var(--accent-soft);
    color: var(--accent);
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: var(--space-3);
    padding: var(--space-7) var(--space-5);
    border: 1px dashed var(--line-strong);
    border-radius: var(--radius-large);
    text-align: center;
  }
  .empty p {
    max-width: 34rem;
    text-wrap: balance;
    color: var(--ink-soft);
  }
  .empty .badge-icon {
    width: 3.5rem;
    height: 3.5rem;
    border-radius: 50%;
  }
  .pill {
    padding: 0.0625rem 0.625rem;
    border-radius: 1rem;
    background: var(--accent-soft);
    color: var(--accent-strong);
    font-size: var(--text-small);
    font-weight: 550;
    white-space: nowrap;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
  }
`;
