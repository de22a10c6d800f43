/** A rule for everybody, and one for each colleague who has another: rows of a settings list. */
import { html, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { inOrder } from '../../state/members.ts';
import { office } from '../../state/office.ts';

const text = translated({ same: 'As everybody' });

export interface RuleRows<Rule extends string> {
  /** What the row for everybody is called. */
  everyone: string;
  /** What each rule is called, in the order in which they are offered. */
  words: Readonly<Record<Rule, string>>;
  rule: Rule;
  devices: readonly { device: string; rule: Rule }[];
  /** Undefined for everybody; null: as everybody. */
  change: (device: string | undefined, rule: Rule | null) => void;
}

export function ruleRows<Rule extends string>(rows: RuleRows<Rule>): TemplateResult {
  const others = inOrder(office.get('members') ?? []).filter(({ self }) => !self);
  return html`
    <div>
      <label class="grow" for="everyone"><strong>${rows.everyone}</strong></label>
      ${select(rows, 'everyone', undefined, rows.rule)}
    </div>
    ${others.map(({ id }) => {
      const own = rows.devices.find(({ device }) => device === id)?.rule ?? null;
      return html`<div>
        <label class="grow" for=${`of-${id}`}><bdi>${office.deviceName(id)}</bdi></label>
        ${select(rows, `of-${id}`, id, own)}
      </div>`;
    })}
  `;
}

function select<Rule extends string>(
  { words, change }: RuleRows<Rule>,
  id: string,
  device: string | undefined,
  chosen: Rule | null,
): TemplateResult {
  const offered = Object.keys(words) as Rule[];
  const heard = (event: Event): void => {
    const { value } = event.currentTarget as HTMLSelectElement;
    change(device, offered.find((one) => one === value) ?? null);
  };
  return html`<select id=${id} @change=${heard}>
    ${device === undefined ? nothing : html`<option value="" ?selected=${chosen === null}>${text.same}</option>`}
    ${offered.map(
      (one) => html`<option value=${one} ?selected=${one === chosen}>${words[one]}</option>`,
    )}
  </select>`;
}
