/** What the agent is asked for when an element is shown, and how the person changes it there. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { attempt } from './notices.ts';

class Asked<T> implements ReactiveController {
  /** Undefined until it is known, and where it cannot be had. */
  value: T | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #ask: () => Promise<T>;

  constructor(host: ReactiveControllerHost, ask: () => Promise<T>) {
    this.#host = host;
    this.#ask = ask;
  }

  hostConnected(): void {
    void this.#ask().then(
      (found) => this.#show(found),
      () => {},
    );
  }

  /** `set` gives what is so after it. Where it fails the person is told, and sees what is still so. */
  change(set: () => Promise<T>): void {
    void attempt(async () => {
      this.value = await set();
    }).finally(() => this.#host.requestUpdate());
  }

  #show(found: T): void {
    this.value = found;
    this.#host.requestUpdate();
  }
}

/** Draws `host` with the answer once it is there. */
export function asked<T>(host: ReactiveControllerHost, ask: () => Promise<T>): Asked<T> {
  const controller = new Asked(host, ask);
  host.addController(controller);
  return controller;
}
