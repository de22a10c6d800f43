/** A text field that says beneath itself, in words, what is wrong with what was typed. */
import { html, nothing, type TemplateResult } from 'lit';

export interface FieldLook {
  value?: string;
  hint?: string;
  placeholder?: string;
  inputmode?: 'numeric' | 'text';
  type?: 'text' | 'password' | 'datetime-local';
  maxlength?: number;
  autocomplete?: string;
  /** It gets the focus when its dialog opens. */
  first?: boolean;
}

/** `errors` has words under the field's name if it is wrong. */
export function checkedField(
  name: string,
  label: string,
  errors: Readonly<Record<string, string>>,
  look: FieldLook = {},
): TemplateResult {
  const error = errors[name];
  const described = [error === undefined ? '' : `${name}-error`, look.hint ? `${name}-hint` : ''];
  return html`<div class="field">
    <label for=${name}>${label}</label>
    <input
      id=${name}
      name=${name}
      ?data-first=${look.first === true}
      type=${look.type ?? 'text'}
      inputmode=${look.inputmode ?? 'text'}
      maxlength=${look.maxlength ?? 200}
      autocomplete=${look.autocomplete ?? 'off'}
      placeholder=${look.placeholder ?? nothing}
      value=${look.value ?? ''}
      aria-invalid=${error === undefined ? nothing : 'true'}
      aria-describedby=${described.filter((id) => id !== '').join(' ') || nothing}
    />
    ${look.hint ? html`<span id=${`${name}-hint`} class="hint">${look.hint}</span>` : nothing}
    ${
      error === undefined
        ? nothing
        : html`<span id=${`${name}-error`} class="small tone-bad">${error}</span>`
    }
  </div>`;
}
