/** Who may show something on this PC's screen: everybody after a yes, unless the person says otherwise. */
import type { DeviceId } from '../../model/id.ts';
import type { ScreenRule, ScreenRules } from '../../model/screen.ts';

interface Kept {
  rule: ScreenRule;
  devices: Record<DeviceId, ScreenRule>;
}

const MOST_DEVICES = 1000;

export class ScreenRuleBook {
  readonly #memory: { get(): string | undefined; set(value: string): void };

  constructor(memory: { get(): string | undefined; set(value: string): void }) {
    this.#memory = memory;
  }

  of(device: DeviceId): ScreenRule {
    const { rule, devices } = this.#read();
    return devices[device] ?? rule;
  }

  view(): ScreenRules {
    const { rule, devices } = this.#read();
    const all = Object.entries(devices).map(([device, own]) => ({ device, rule: own }));
    return { rule, devices: all };
  }

  /** For everybody without `device`; null: as it is unless somebody says otherwise. */
  set(device: DeviceId | undefined, rule: ScreenRule | null): ScreenRules {
    const kept = this.#read();
    if (device === undefined) kept.rule = rule ?? 'ask';
    else if (rule === null) delete kept.devices[device];
    else if (kept.devices[device] || Object.keys(kept.devices).length < MOST_DEVICES)
      kept.devices[device] = rule;
    this.#memory.set(JSON.stringify(kept));
    return this.view();
  }

  #read(): Kept {
    const text = this.#memory.get();
    return text === undefined ? { rule: 'ask', devices: {} } : (JSON.parse(text) as Kept);
  }
}
