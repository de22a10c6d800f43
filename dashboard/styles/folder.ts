/** The page of an open folder: what stands above its files. */
import { css } from 'lit';

export const folderStyles = css`
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
