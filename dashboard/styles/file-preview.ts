/** How a file is shown: as large as the window lets it, and no larger than it is. */
import { css } from 'lit';

export const filePreviewStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    justify-items: center;
    align-items: center;
  }
  img {
    max-width: 100%;
    max-height: max(20rem, calc(100dvh - 14rem));
    border-radius: var(--radius);
    background: var(--sunken);
  }
  img {
    object-fit: contain;
  }
  iframe {
    width: 100%;
    height: max(24rem, calc(100dvh - 14rem));
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  pre {
    box-sizing: border-box;
    width: 100%;
    max-height: max(20rem, calc(100dvh - 14rem));
    margin: 0;
    padding: var(--space-4);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    font: 0.875rem / 1.5 var(--font-code);
    overflow: auto;
    tab-size: 4;
    unicode-bidi: plaintext;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .told {
    display: grid;
    justify-items: center;
    gap: var(--space-3);
    padding: var(--space-7) var(--space-4);
    text-align: center;
  }
`;
