/** Buttons, fields and texts that look the same wherever they stand. */
import { css } from 'lit';

export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font-size: var(--text-title);
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.015em;
  }
  h2 {
    font-size: var(--text-large);
    font-weight: 650;
    line-height: 1.3;
  }
  h3 {
    font-size: var(--text);
    font-weight: 600;
  }
  h1:focus {
    outline: none;
  }
  :focus-visible {
    outline: var(--focus);
    outline-offset: 2px;
  }
  a {
    color: var(--accent);
    text-underline-offset: 0.2em;
  }
  a:hover {
    color: var(--accent-strong);
  }
  svg {
    flex: none;
    display: block;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-height: 2.5rem;
    padding: 0.375rem 1rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
    font-weight: 550;
    text-decoration: none;
    cursor: pointer;
    transition: background var(--quick);
  }
  button:hover,
  .button:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  button.primary,
  .button.primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  button.primary:hover,
  .button.primary:hover {
    background: var(--accent-strong);
  }
  button.danger {
    border-color: var(--bad);
    color: var(--bad);
  }
  button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--accent);
  }
  button.quiet.danger {
    color: var(--bad);
  }
  button.quiet:hover {
    background: var(--sunken);
  }
  button.small {
    min-height: 2rem;
    padding: 0.125rem 0.75rem;
    font-size: var(--text-small);
  }
  button:disabled,
  select:disabled {
    opacity: 0.55;
    cursor: default;
  }

  label.field,
  .field {
    display: grid;
    gap: var(--space-1);
    font-weight: 550;
  }
  .hint {
    color: var(--ink-soft);
    font-size: var(--text-small);
    font-weight: 400;
  }
  input:not([type='radio'], [type='checkbox']),
  textarea,
  select {
    width: 100%;
    min-width: 0;
    min-height: 2.75rem;
    padding: 0.375rem 0.75rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
    font-weight: 400;
  }
  textarea {
    padding-block: var(--space-2);
  }
  input[type='radio'],
  input[type='checkbox'] {
    width: 1.25rem;
    height: 1.25rem;
    margin: 0.125rem 0 0;
    accent-color: var(--accent);
    flex: none;
  }
  label.choice {
    display: flex;
    gap: var(--space-3);
    align-items: start;
    padding-block: var(--space-2);
    min-width: 0;
    cursor: pointer;
  }
  legend {
    padding: 0;
    font-weight: 550;
  }
  summary {
    min-height: 2rem;
    cursor: pointer;
    color: var(--accent);
    font-weight: 550;
  }

  code {
    font-family: var(--font-code);
    font-size: 0.9375em;
    user-select: all;
  }
  .muted {
    color: var(--ink-soft);
  }
  .small {
    font-size: var(--text-small);
  }
  .cut {
    display: block;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .wrap {
    overflow-wrap: anywhere;
  }
  .tone-good {
    color: var(--good);
  }
  .tone-warn {
    color: var(--warn);
  }
  .tone-bad {
    color: var(--bad);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    user-select: none;
  }
  .problem {
    display: flex;
    gap: var(--space-3);
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--bad-soft);
    overflow-wrap: anywhere;
  }
  .problem svg {
    color: var(--bad);
    margin-top: 0.125rem;
  }
  /* Waits for its words without taking room in a form. */
  div:is([role='alert'], [role='status']):not(:has(*)) {
    position: absolute;
  }
  progress {
    width: 100%;
    height: 0.5rem;
    accent-color: var(--accent);
  }
  /* A system in high contrast takes backgrounds away: what they alone tell is told otherwise. */
  @media (forced-colors: active) {
    :is([aria-current], [aria-pressed='true'], [aria-selected='true']) {
      forced-color-adjust: none;
      background: Highlight !important;
      color: HighlightText !important;

      & * {
        color: inherit !important;
      }
      & input {
        forced-color-adjust: auto;
      }
    }
    .track,
    .track > span,
    .map > span,
    .swatch {
      forced-color-adjust: none;
    }
  }
`;
