/** What went wrong and what to do about it, where it happened. */
import { html, nothing, type TemplateResult } from 'lit';
import { asHallwayError } from '../../../src/base/errors.ts';
import { said } from '../../words/said.ts';
import { codeText } from './code-text.ts';
import { icon } from './icons.ts';

/** Nothing for `undefined`; read aloud when it appears. */
export function problem(error: unknown): TemplateResult {
  return html`<div role="alert">${error === undefined ? nothing : told(error)}</div>`;
}

function told(error: unknown): TemplateResult {
  const { message, fix } = asHallwayError(error);
  return html`<p class="problem">
    ${icon('alert')}<span><strong>${said(message)}</strong>${fix ? html` ${codeText(said(fix))}` : nothing}</span>
  </p>`;
}
