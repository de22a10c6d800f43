/** A switch: a checkbox with the role of one. */
import { css } from 'lit';

export const switchStyles = css`
  .switch {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 2.5rem;
    cursor: pointer;
  }
  .switch input {
    appearance: none;
    position: relative;
    width: 2.75rem;
    height: 1.5rem;
    margin: 0;
    border: 1px solid var(--line-strong);
    border-radius: 1rem;
    background: var(--sunken);
    cursor: pointer;
    transition: background var(--quick);
  }
  .switch input::before {
    content: '';
    position: absolute;
    inset-block: 0.1875rem;
    inset-inline-start: 0.1875rem;
    width: 1rem;
    border-radius: 50%;
    background: var(--line-strong);
    transition: inset-inline-start var(--quick);
  }
  .switch input:checked {
    border-color: var(--accent);
    background: var(--accent);
  }
  .switch input:checked::before {
    inset-inline-start: 1.4375rem;
    background: var(--on-accent);
  }
`;
