/** The buttons below a dialog: they stay in sight however long it is. */
import { css } from 'lit';

export const dialogFoot = css`
  .foot {
    position: sticky;
    z-index: 1;
    bottom: calc(-1 * var(--space-5));
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: var(--space-2);
    margin: 0 calc(-1 * var(--space-5)) calc(-1 * var(--space-5));
    padding: var(--space-3) var(--space-5) var(--space-5);
    background: var(--surface);
  }
`;
