/** Draws an element again whenever what it watches changes. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Emitter, Unsubscribe } from '../../src/base/emitter.ts';

class Watch<Events extends object> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #source: Emitter<Events>;
  readonly #names: readonly (keyof Events)[];
  #stop: Unsubscribe[] = [];

  constructor(
    host: ReactiveControllerHost,
    source: Emitter<Events>,
    names: readonly (keyof Events)[],
  ) {
    this.#host = host;
    this.#source = source;
    this.#names = names;
  }

  hostConnected(): void {
    this.#stop = this.#names.map((name) => this.#source.on(name, () => this.#host.requestUpdate()));
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    for (const stop of this.#stop) stop();
    this.#stop = [];
  }
}

/** Draws `host` again whenever `source` announces one of `names`, while it stands in the page. */
export function watch<Events extends object>(
  host: ReactiveControllerHost,
  source: Emitter<Events>,
  names: readonly (keyof Events)[],
): void {
  host.addController(new Watch(host, source, names));
}
