/** Words of the agent in which commands stand between backticks. */
import { html, type TemplateResult } from 'lit';
import { displayText } from '../../../src/base/text.ts';

/** One line of at most 2000 characters, commands set apart; a lone backtick stays what it is. */
export function codeText(value: string): TemplateResult {
  const parts = displayText(value, 2000).split(/(`[^`]+`)/);
  return html`<bdi>
    ${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part.slice(1, -1)}</code>` : part))}
  </bdi>`;
}
