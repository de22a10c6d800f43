/** The page of an open folder: what is dropped on it, and what stands above its files. */
import { css } from 'lit';

export const folderStyles = css`
  section {
    position: relative;
    border-radius: var(--radius-large);
  }
  section.over {
    outline: var(--focus);
    outline-offset: 4px;
  }
  .drop {
    position: sticky;
    bottom: 6rem;
    display: flex;
    gap: var(--space-2);
    width: fit-content;
    margin: var(--space-4) auto 0;
    padding: var(--space-3) var(--space-5);
    border-radius: 2rem;
    background: var(--accent);
    color: var(--on-accent);
    pointer-events: none;
  }
  .away {
    margin-bottom: var(--space-3);
  }
  .retry {
    margin-top: var(--space-4);
  }
  .trash {
    display: inline-flex;
    align-items: center;
    min-height: 2rem;
  }
`;
