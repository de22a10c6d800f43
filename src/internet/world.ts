/** The internet as an argument: names and connections. Tests make one of their own. */
import { Resolver } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';

export interface World {
  /** Every address of a name; empty where it has none. Asked once for each connection. */
  lookup(name: string, signal: AbortSignal): Promise<readonly string[]>;
  /** A connection to an address; nothing is looked up any more. */
  dial(address: string, port: number): Socket;
}

const LOOKUP = { timeout: 2500, tries: 2 } as const;

export const internet: World = {
  /**
   * Asks name servers alone: neither the file of hosts nor multicast DNS, which know names of this
   * network. And no thread of Node waits for a slow one.
   */
  async lookup(name, signal) {
    const resolver = new Resolver(LOOKUP);
    const stop = (): void => resolver.cancel();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      return found.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    } finally {
      signal.removeEventListener('abort', stop);
    }
  },
  dial: (address, port) => connect({ host: address, port, autoSelectFamily: false }),
};
