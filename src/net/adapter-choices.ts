/** What the person wants with each adapter, by name; kept in the settings. */
import * as Type from 'typebox';
import { AdapterChoice } from '../model/adapter.ts';
import { checked } from './shape.ts';

/** Where it is kept: `get` and `set` of text by key. */
export interface SettingsText {
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
}

const KEY = 'network.adapters';
const Kept = Type.Record(Type.String(), AdapterChoice);

export class AdapterChoices {
  readonly #settings: SettingsText;
  #kept: ReadonlyMap<string, AdapterChoice> | undefined;

  constructor(settings: SettingsText) {
    this.#settings = settings;
  }

  of(name: string): AdapterChoice {
    return this.#all().get(name) ?? 'auto';
  }

  set(name: string, choice: AdapterChoice): void {
    const kept = new Map(this.#all());
    if (choice === 'auto') kept.delete(name);
    else kept.set(name, choice);
    this.#settings.set(KEY, kept.size === 0 ? undefined : JSON.stringify(Object.fromEntries(kept)));
    this.#kept = kept;
  }

  #all(): ReadonlyMap<string, AdapterChoice> {
    return (this.#kept ??= parse(this.#settings.get(KEY)));
  }
}

/** What cannot be read counts as not chosen. */
function parse(text: string | undefined): ReadonlyMap<string, AdapterChoice> {
  if (text === undefined) return new Map();
  try {
    const value: unknown = JSON.parse(text);
    return new Map(Object.entries(checked(Kept, value, 'agent.internal', KEY)));
  } catch {
    return new Map();
  }
}
