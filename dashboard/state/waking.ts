/** Which sleeping PCs are being woken, on whatever page it was asked for. */
import { wakePeer } from '../../src/api/local.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { ask } from '../data/agent-client.ts';

class Waking {
  readonly changes = new Emitter<{ waking: undefined }>();
  readonly #busy = new Set<string>();
  readonly #problems = new Map<string, unknown>();

  isBusy(device: string): boolean {
    return this.#busy.has(device);
  }

  /** Why the last attempt failed; undefined after none, or one that worked. */
  problem(device: string): unknown {
    return this.#problems.get(device);
  }

  async wake(device: string): Promise<void> {
    if (this.#busy.has(device)) return;
    this.#busy.add(device);
    this.#problems.delete(device);
    this.changes.emit('waking', undefined);
    try {
      await ask(wakePeer, { params: { device } });
    } catch (error) {
      this.#problems.set(device, error);
    } finally {
      this.#busy.delete(device);
      this.changes.emit('waking', undefined);
    }
  }
}

export const waking = new Waking();
