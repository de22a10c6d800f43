/** The field for a path of this PC, and what was typed into it. */
import { html, type TemplateResult } from 'lit';
import { formText } from '../parts/form-text.ts';

/** `hint` stands below the field; `value` is what it begins with. */
export function pathField(label: string, hint: string, value = ''): TemplateResult {
  return html`<label class="field">
    ${label}
    <input
      data-first
      name="path"
      required
      maxlength="4096"
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      .value=${value}
    />
    <span class="hint">${hint}</span>
  </label>`;
}

/** People paste paths with the quotes that Windows puts around them. */
export function typedPath(form: FormData): string {
  return formText(form, 'path').replace(/^"(.*)"$/, '$1');
}
