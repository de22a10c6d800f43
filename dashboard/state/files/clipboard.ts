/** Files that were cut or copied in the dashboard, until they are put somewhere. */
import { Emitter } from '../../../src/base/emitter.ts';
import type { Spot } from './folder-changes.ts';

export interface Cut {
  readonly verb: 'move' | 'copy';
  readonly from: Spot;
  readonly names: readonly string[];
}

class Clipboard {
  readonly changes = new Emitter<{ held: undefined }>();
  #held: Cut | undefined;

  get held(): Cut | undefined {
    return this.#held;
  }

  hold(held: Cut | undefined): void {
    this.#held = held;
    this.changes.emit('held', undefined);
  }

  isCut(spot: Spot, name: string): boolean {
    const { held } = this;
    if (held?.verb !== 'move') return false;
    const { from, names } = held;
    const here =
      from.device === spot.device && from.share === spot.share && from.path === spot.path;
    return here && names.includes(name);
  }
}

export const clipboard = new Clipboard();
