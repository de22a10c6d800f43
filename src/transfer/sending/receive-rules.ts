/** Whose files come without a question, whose never, and where they go on this PC. */
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { HallwayError } from '../../base/errors.ts';
import { displayText } from '../../base/text.ts';
import type { DeviceId } from '../../model/id.ts';
import type { ReceiveRule, ReceiveRuleChange, ReceiveRules } from '../../model/sending.ts';

interface Kept {
  rule: ReceiveRule;
  folder: string | null;
  /** Absent: it is. */
  giveOn?: boolean;
  devices: Record<DeviceId, { rule: ReceiveRule; folder: string | null }>;
}

export interface ReceiveRuleBookOptions {
  memory: { get(): string | undefined; set(value: string): void };
  /** Where downloads of this person go. */
  defaultFolder: () => string;
  nameOf: (device: DeviceId) => string;
}

const MOST_DEVICES = 1000;

export class ReceiveRuleBook {
  readonly #options: ReceiveRuleBookOptions;

  constructor(options: ReceiveRuleBookOptions) {
    this.#options = options;
  }

  of(device: DeviceId): { rule: ReceiveRule; folder: string } {
    const { rule, folder, devices } = this.#read();
    const own = devices[device];
    const place = own?.folder ?? folder ?? this.#options.defaultFolder();
    return { rule: own?.rule ?? rule, folder: place };
  }

  /** Whether what came is given on to others. */
  get givesOn(): boolean {
    return this.#read().giveOn ?? true;
  }

  view(): ReceiveRules {
    const { rule, folder, devices, giveOn = true } = this.#read();
    const { defaultFolder, nameOf } = this.#options;
    return {
      rule,
      folder: folder ?? defaultFolder(),
      giveOn,
      devices: Object.entries(devices).map(([device, own]) => ({
        device,
        name: nameOf(device),
        ...own,
      })),
    };
  }

  /** Throws `request.invalid` for a folder that is none. */
  async change({ device, rule, folder, giveOn }: ReceiveRuleChange): Promise<ReceiveRules> {
    if (typeof folder === 'string') await requireFolder(folder);
    const kept = this.#read();
    if (giveOn !== undefined) kept.giveOn = giveOn;
    if (device === undefined) {
      if (rule !== undefined) kept.rule = rule ?? 'ask';
      if (folder !== undefined) kept.folder = folder;
    } else if (rule === null) delete kept.devices[device];
    else if (kept.devices[device] || Object.keys(kept.devices).length < MOST_DEVICES) {
      const own = kept.devices[device] ?? { rule: kept.rule, folder: null };
      kept.devices[device] = {
        rule: rule ?? own.rule,
        folder: folder === undefined ? own.folder : folder,
      };
    }
    this.#options.memory.set(JSON.stringify(kept));
    return this.view();
  }

  #read(): Kept {
    const text = this.#options.memory.get();
    return text === undefined
      ? { rule: 'ask', folder: null, devices: {} }
      : (JSON.parse(text) as Kept);
  }
}

/** Throws unless it is the whole path of a folder that is there. */
export async function requireFolder(path: string): Promise<void> {
  const found = isAbsolute(path) ? await stat(path).catch(() => undefined) : undefined;
  if (found?.isDirectory() === true) return;
  throw new HallwayError(
    'path.not_found',
    `There is no folder ${displayText(path, 300)} to put it into.`,
    { fix: 'Name a folder that is there.' },
  );
}
