/** The system says that this PC goes to sleep, or that it woke. */
import type { Unsubscribe } from '../../../src/base/emitter.ts';
import type { Lifecycle } from '../../../src/base/lifecycle.ts';

export interface PowerSignals {
  /** It sleeps in a moment; what is to be said to peers is said at once. */
  sleep: undefined;
  wake: undefined;
}

/** Silent where the system announces nothing: the clock's gap then tells of the sleep afterwards. */
export interface PowerEvents extends Lifecycle {
  on<K extends keyof PowerSignals>(name: K, listener: () => void): Unsubscribe;
}
