/** Rows of a dialog of which one is chosen, and the line that says where they are. */
import { css } from 'lit';

export const picking = css`
  .rows {
    max-height: 40dvh;
    margin-block: var(--space-3);
    overflow: auto;
    box-shadow: none;
  }
  .rows > li:not(.none) {
    padding: 0;
  }
  .into {
    flex: 1;
    min-width: 0;
    justify-content: start;
    min-height: 2.75rem;
    border: 0;
    border-radius: 0;
  }
  .into .name {
    flex: 1;
    text-align: start;
  }
  .into:focus-visible {
    outline-offset: -3px;
  }
  .where {
    display: flex;
    align-items: center;
    gap: var(--space-3);
  }
`;
